import Foundation

/// Tests that wait for a minute or more.
enum SlowClients {
  /// Whether to run them: `MASTERING_SLOW_CLIENTS=1 swift test --filter WebSlow`.
  static let areTried = ProcessInfo.processInfo.environment["MASTERING_SLOW_CLIENTS"] != nil
}
