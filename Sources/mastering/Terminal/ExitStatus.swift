import ArgumentParser

/// Every status that the command ends with. A new one is a case here; no other file has a number.
enum ExitStatus: Int32, CaseIterable {
  /// All went well.
  case done = 0
  /// Something failed, and the rest was done.
  case failed = 1
  /// There are no golden cases, or none could be played; or a file misses its loudness target.
  case fallsShort = 2
  /// The command line was wrong; ArgumentParser's own.
  case wrongCommandLine = 64
  /// Ctrl-C, as shells say it: 128 and the signal's number.
  case interrupted = 130
  /// SIGTERM, likewise.
  case terminated = 143

  /// The status as a command throws it.
  var code: ExitCode { ExitCode(rawValue) }

  /// What ends a command whose work ended with a status of its own; nil where all went well.
  static func ending(with status: Int32?) -> ExitCode? {
    guard let status, status != done.rawValue else { return nil }
    return ExitCode(status)
  }

  /// What it means wherever nothing more exact is said; short enough for a line of 80 columns, since
  /// longer ones are broken without indenting.
  private var meaning: String {
    switch self {
    case .done: "all went well; every file was answered"
    case .failed: "something failed; what could be answered was answered"
    case .fallsShort: "nothing could be played, or a file missed its loudness target"
    case .wrongCommandLine: "the command line or the settings file was wrong"
    case .interrupted: "'analyze' or 'conformance' was stopped by Ctrl-C"
    case .terminated: "'analyze' was stopped by SIGTERM"
    }
  }

  /// The last section of a help text: what a status means for this command. A wrong command line is
  /// listed for every command.
  static func help(_ meanings: [(ExitStatus, String)]) -> String {
    let list = meanings + [(.wrongCommandLine, ExitStatus.wrongCommandLine.meaning)]
    return section(list.sorted { $0.0.rawValue < $1.0.rawValue })
  }

  /// The last section of the main help text: every status there is.
  static var help: String { section(allCases.map { ($0, $0.meaning) }) }

  private static func section(_ list: [(ExitStatus, String)]) -> String {
    "\n\nEXIT STATUS:\n"
      + list.map { status, meaning in
        let number = String(status.rawValue)
        return "  " + number + String(repeating: " ", count: 5 - number.count) + meaning
      }.joined(separator: "\n")
  }
}
