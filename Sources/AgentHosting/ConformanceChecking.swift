public import StrictJSON
public import WireFormat

/// The ports that a client may test. They are configured when the server starts; a client cannot
/// pass a command.
///
/// An implementation promises to stop soon when its task is cancelled.
public protocol ConformanceChecking: Sendable {
  /// The names, in a fixed order.
  var names: [String] { get }

  /// Plays golden cases against a port.
  ///
  /// - Parameters:
  ///   - name: one of ``names``.
  ///   - filter: only cases whose name contains this; empty for all.
  ///   - progress: called with the number of cases played so far and the total.
  /// - Returns: `host`, `is_well`, `totals` by outcome, and `failures`, as defined in
  ///   Spec/tools.json.
  func check(
    _ name: String, filter: String, progress: @escaping @Sendable (Int, Int) -> Void
  ) async throws(FailureReport) -> JSON
}
