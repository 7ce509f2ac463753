import ArgumentParser

/// Every exit status of the command. A new one is a case here; no other file contains a number.
enum ExitStatus: Int32, CaseIterable {
  /// All went well.
  case done = 0
  /// Something failed; the rest was done.
  case failed = 1
  /// There was nothing to work on: no golden case could be played, no such case, no report to
  /// compare; or a file misses its loudness target.
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

  /// Its general meaning.
  private var meaning: String {
    switch self {
    case .done: "success; every file was processed"
    case .failed: "something failed; everything else was processed"
    case .fallsShort: "nothing to test or compare, or a file missed its target"
    case .wrongCommandLine: "the command line or the settings file was wrong"
    case .interrupted: "stopped by Ctrl-C"
    case .terminated: "stopped by SIGTERM"
    }
  }

  /// The last section of a help text: the meaning of each status for this command, after a blank
  /// line. The one for a wrong command line is always listed.
  static func help(_ meanings: [(ExitStatus, String)]) -> String { "\n\n" + section(meanings) }

  /// The same for a help text with no other section.
  static func section(_ meanings: [(ExitStatus, String)]) -> String {
    let list = meanings + [(.wrongCommandLine, ExitStatus.wrongCommandLine.meaning)]
    return text(list.sorted { $0.0.rawValue < $1.0.rawValue })
  }

  /// The last section of the main help text: every status.
  static var help: String { "\n\n" + text(allCases.map { ($0, $0.meaning) }) }

  /// One line for each status, or more: ArgumentParser would continue a long one at the margin.
  private static func text(_ list: [(ExitStatus, String)]) -> String {
    let lines = list.flatMap { status, meaning in
      meaning.wrapped(to: columns - indent).enumerated().map { index, line in
        (index == 0 ? "  " + String(status.rawValue).fitted(to: indent - 2) : blank) + line
      }
    }
    return "EXIT STATUS:\n" + lines.joined(separator: "\n")
  }

  /// ArgumentParser breaks a line of 80.
  private static let columns = 79
  private static let indent = 7
  private static let blank = String(repeating: " ", count: indent)
}
