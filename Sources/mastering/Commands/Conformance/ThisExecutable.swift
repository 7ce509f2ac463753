internal import Foundation

/// The program that runs.
enum ThisExecutable {
  /// Its path; nil where the system does not tell.
  static var path: String? {
    Bundle.main.executableURL?.resolvingSymlinksInPath().path
  }

  /// The variables it was started with.
  static var environment: [String: String] { ProcessInfo.processInfo.environment }
}
