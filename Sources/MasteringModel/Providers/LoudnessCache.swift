/// Remembers how loud files are.
///
/// What there is only while it was just measured, ``SignalLoudness/history`` and
/// ``SignalLoudness/distribution``, is not remembered.
///
/// An implementation promises:
/// 1. It gives back exactly what was last stored under an equal key, but for those two, or nothing.
/// 2. It may forget at any time, but only whole entries; it never mixes two.
/// 3. Calls from several tasks are safe.
public protocol LoudnessCache: Sendable {
  /// The loudness stored under the key, whose definition is that of a meter.
  func loudness(for key: FingerprintKey) async throws(CacheFailure) -> TrackLoudness?

  /// Stores a loudness in place of an earlier one under the key.
  func store(_ loudness: TrackLoudness, for key: FingerprintKey) async throws(CacheFailure)
}
