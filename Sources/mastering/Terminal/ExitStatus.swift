import ArgumentParser

/// Every exit status of the command. A new one is a case here; no other file contains a number.
enum ExitStatus: Int32, CaseIterable {
  /// All went well.
  case done = 0
  /// Something failed; the rest was done.
  case failed = 1
  /// There is nothing to say something about: no golden case could be played, no such case, no report
  /// to compare; or a file misses its loudness target.
  case fallsShort = 2
  /// The command line was wrong; ArgumentParser's status.
  case wrongCommandLine = 64
  /// Ctrl-C, as in shells: 128 plus the signal's number.
  case interrupted = 130
  /// SIGTERM, likewise.
  case terminated = 143

  /// The status as an error for a command to throw.
  var code: ExitCode { ExitCode(rawValue) }

  /// The error for a command whose work ended with this status; nil if it succeeded.
  static func ending(with status: Int32?) -> ExitCode? {
    guard let status, status != done.rawValue else { return nil }
    return ExitCode(status)
  }

  /// Its general meaning, short enough for a line of 80 columns, because longer ones are wrapped
  /// without indentation.
  private var meaning: String {
    switch self {
    case .done: "success; every file was processed"
    case .failed: "something failed; everything else was processed"
    case .fallsShort: "no case or report to work on; or a file missed its target"
    case .wrongCommandLine: "the command line or the settings file was wrong"
    case .interrupted: "'analyze' or 'conformance' was stopped by Ctrl-C"
    case .terminated: "'analyze' or 'conformance' was stopped by SIGTERM"
    }
  }

  /// The last section of a help text: the meaning of each status for this command. The one for a
  /// wrong command line is always listed.
  static func help(_ meanings: [(ExitStatus, String)]) -> String {
    let list = meanings + [(.wrongCommandLine, ExitStatus.wrongCommandLine.meaning)]
    return section(list.sorted { $0.0.rawValue < $1.0.rawValue })
  }

  /// The last section of the main help text: every status.
  static var help: String { section(allCases.map { ($0, $0.meaning) }) }

  private static func section(_ list: [(ExitStatus, String)]) -> String {
    "\n\nEXIT STATUS:\n"
      + list.map { status, meaning in
        let number = String(status.rawValue)
        return "  " + number + String(repeating: " ", count: 5 - number.count) + meaning
      }.joined(separator: "\n")
  }
}
