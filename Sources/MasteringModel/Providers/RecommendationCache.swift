/// Remembers what was measured and recommended.
///
/// An implementation promises:
/// 1. It gives back exactly what was last stored under an equal key, or nothing.
/// 2. It may forget at any time, but only whole entries; it never mixes two.
/// 3. `removeAll` leaves nothing that was stored before it.
/// 4. Calls from several tasks are safe.
public protocol RecommendationCache: Sendable {
  /// The analysis stored under the key.
  func analysis(for key: FingerprintKey) async throws(CacheFailure) -> TrackAnalysis?

  /// Stores an analysis in place of an earlier one under the key.
  func store(_ analysis: TrackAnalysis, for key: FingerprintKey) async throws(CacheFailure)

  /// The recommendation stored under the key.
  func recommendation(for key: RecommendationKey) async throws(CacheFailure) -> Recommendation?

  /// Stores a recommendation in place of an earlier one under the key.
  func store(
    _ recommendation: Recommendation, for key: RecommendationKey
  ) async throws(CacheFailure)

  /// Forgets everything.
  func removeAll() async throws(CacheFailure)
}

/// What a recommendation is remembered under: the measured track, how it was wanted, and the
/// catalogue it was compared with.
public struct RecommendationKey: Sendable, Hashable {
  /// The measured track.
  public let fingerprint: FingerprintKey
  /// How the recommendation was wanted.
  public let settings: RecommendationSettings
  /// The catalogue's content.
  public let catalogue: CatalogueVersion

  /// A key from its parts.
  public init(
    fingerprint: FingerprintKey, settings: RecommendationSettings, catalogue: CatalogueVersion
  ) {
    self.fingerprint = fingerprint
    self.settings = settings
    self.catalogue = catalogue
  }
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
