/// Stores analyses.
///
/// Recommendations are not stored: computing one from an analysis takes less than a microsecond,
/// less than any cache lookup, and uses the profiles as they are now.
///
/// An implementation promises:
/// 1. It returns exactly what was last stored under an equal key, or nothing.
/// 2. It may drop entries at any time, but only whole ones; it never mixes two.
/// 3. `removeAll` leaves nothing that was stored before it.
/// 4. Calls from several tasks are safe.
public protocol AnalysisCache: Sendable {
  /// The analysis stored under the key.
  func analysis(for key: FingerprintKey) async throws(CacheFailure) -> TrackAnalysis?

  /// Stores an analysis, replacing an earlier one under the key.
  func store(_ analysis: TrackAnalysis, for key: FingerprintKey) async throws(CacheFailure)

  /// Forgets everything.
  func removeAll() async throws(CacheFailure)
}

/// Why a cache could not read, store or clear.
public struct CacheFailure: Error, Hashable {
  /// Which of the two was tried.
  public let operation: Operation
  /// What went wrong, as the cache describes it.
  public let reason: String

  /// What was tried.
  public enum Operation: String, Sendable, Hashable {
    case read, write, clear
  }

  /// Creates a failure from its parts.
  public init(operation: Operation, reason: String) {
    self.operation = operation
    self.reason = reason
  }
}
