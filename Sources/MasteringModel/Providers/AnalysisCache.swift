/// Remembers what was measured.
///
/// Recommendations are not kept: making one from an analysis takes less than a microsecond, which
/// is less than any cache takes to find it, and it follows the profiles as they are now.
///
/// An implementation promises:
/// 1. It gives back exactly what was last stored under an equal key, or nothing.
/// 2. It may forget at any time, but only whole entries; it never mixes two.
/// 3. `removeAll` leaves nothing that was stored before it.
/// 4. Calls from several tasks are safe.
public protocol AnalysisCache: Sendable {
  /// The analysis stored under the key.
  func analysis(for key: FingerprintKey) async throws(CacheFailure) -> TrackAnalysis?

  /// Stores an analysis in place of an earlier one under the key.
  func store(_ analysis: TrackAnalysis, for key: FingerprintKey) async throws(CacheFailure)

  /// Forgets everything.
  func removeAll() async throws(CacheFailure)
}

/// Why a cache could not remember or look up.
public struct CacheFailure: Error, Hashable {
  /// Which of the two was tried.
  public let operation: Operation
  /// What went wrong, in the cache's words.
  public let reason: String

  /// What was tried.
  public enum Operation: String, Sendable, Hashable {
    case read, write, clear
  }

  /// A failure from its parts.
  public init(operation: Operation, reason: String) {
    self.operation = operation
    self.reason = reason
  }
}
