/// Stores the loudness of files.
///
/// ``SignalLoudness/history`` and ``SignalLoudness/distribution`` are not stored.
///
/// An implementation promises:
/// 1. It returns exactly what was last stored under an equal key, except for those two, or nothing.
/// 2. It may drop entries at any time, but only whole ones; it never mixes two.
/// 3. Calls from several tasks are safe.
public protocol LoudnessCache: Sendable {
  /// The loudness stored under the key, whose definition is that of a meter.
  func loudness(for key: FingerprintKey) async throws(CacheFailure) -> TrackLoudness?

  /// Stores a loudness, replacing an earlier one under the key.
  func store(_ loudness: TrackLoudness, for key: FingerprintKey) async throws(CacheFailure)
}
