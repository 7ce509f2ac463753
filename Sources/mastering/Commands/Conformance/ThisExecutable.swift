import Foundation

/// The program that runs.
enum ThisExecutable {
  /// Its path; nil where the system does not say.
  static var path: String? {
    Bundle.main.executableURL?.resolvingSymlinksInPath().path
  }

  /// Its path.
  ///
  /// - Throws: ``ExitStatus/fallsShort``, after a line on standard error, where the system does not
  ///   tell.
  static func requiredPath() throws -> String {
    if let path { return path }
    Terminal.writeError("mastering: the system does not say where this program is\n")
    throw ExitStatus.fallsShort.code
  }

  /// Has the programs that are started read no settings file: what is tested is the program, not what
  /// this user prefers.
  static func forgetSettings() {
    setenv(SettingsPlace.variable, "", 1)
  }

  /// The variables it was started with.
  static var environment: [String: String] { ProcessInfo.processInfo.environment }
}
