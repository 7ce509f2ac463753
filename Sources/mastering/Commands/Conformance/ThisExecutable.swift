import Foundation

/// The running program.
enum ThisExecutable {
  /// Its path; nil if the system does not report it.
  static var path: String? {
    Bundle.main.executableURL?.resolvingSymlinksInPath().path
  }

  /// Its path.
  ///
  /// - Throws: ``ExitStatus/fallsShort``, after a line on standard error, if the system does not
  ///   report it.
  static func requiredPath() throws -> String {
    if let path { return path }
    Terminal.writeError("mastering: cannot find the path of this program\n")
    throw ExitStatus.fallsShort.code
  }

  /// Makes child processes ignore the settings file: the test is of the program, not of this user's
  /// preferences.
  static func forgetSettings() {
    setenv(SettingsPlace.variable, "", 1)
  }

  /// Its environment variables.
  static var environment: [String: String] { ProcessInfo.processInfo.environment }
}
