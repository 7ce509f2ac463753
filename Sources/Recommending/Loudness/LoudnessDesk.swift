public import MasteringModel

/// Provides the loudness of audio files, from a cache where possible.
///
/// A cache that fails costs time, never an answer.
public struct LoudnessDesk: Sendable {
  private let meter: TrackMeter
  private let cache: (any LoudnessCache)?
  private let cacheFailed: @Sendable (CacheFailure) -> Void

  /// A desk from what it uses.
  ///
  /// - Parameters:
  ///   - cache: where measurements are kept; nil keeps none.
  ///   - cacheFailed: called when the cache could not read or store.
  public init(
    meter: TrackMeter, cache: (any LoudnessCache)? = nil,
    cacheFailed: @escaping @Sendable (CacheFailure) -> Void = { _ in }
  ) {
    self.meter = meter
    self.cache = cache
    self.cacheFailed = cacheFailed
  }

  /// The loudness of the requested part of a file.
  ///
  /// Cached values have no history and no distribution, so a history is always measured.
  ///
  /// - Parameter measuresAnew: whether to measure the file even if it is cached, to get its
  ///   distribution, which is needed to measure several files as one.
  public func loudness(
    for request: AnalysisRequest, _ wishes: LoudnessWishes = LoudnessWishes(),
    measuresAnew: Bool = false, progress: (@Sendable (AnalysisProgress) -> Void)? = nil
  ) async throws(LoudnessFailure) -> TrackLoudness {
    if !measuresAnew, let known = await remembered(for: request, wishes) { return known }
    let before = cache == nil ? nil : try meter.key(for: request)
    let loudness = try await meter.loudness(for: request, wishes, progress: progress)
    // The loudness of a file that is written to during reading is not final.
    if let before, let after = try? meter.key(for: request), after == before {
      await remember(loudness, for: before)
    }
    return loudness
  }

  /// The integrated loudness and the loudness range of tracks that count as one, such as those of an
  /// album; nil if they have none, or if one of them came from a cache.
  public func together(
    _ tracks: [TrackLoudness]
  ) -> (integratedLUFS: Double?, rangeLU: Double?) {
    meter.together(tracks)
  }

  /// The file at a path, and its current state.
  public func identity(ofFileAt path: String) throws(LoudnessFailure) -> TrackIdentity {
    try meter.identity(ofFileAt: path)
  }

  /// The key under which a loudness for this request is cached.
  func key(for request: AnalysisRequest) throws(LoudnessFailure) -> FingerprintKey {
    try meter.key(for: request)
  }

  /// The cached values for this request, reduced to what is wanted; nil if something wanted is
  /// missing.
  func remembered(for request: AnalysisRequest, _ wishes: LoudnessWishes) async -> TrackLoudness? {
    guard let cache, !wishes.keepsHistory, let key = try? meter.key(for: request) else {
      return nil
    }
    do {
      guard let known = try await cache.loudness(for: key) else { return nil }
      guard wishes.measuresTruePeak else { return known.withoutTruePeaks }
      return known.signal.hasTruePeaks ? known : nil
    } catch {
      cacheFailed(error)
      return nil
    }
  }

  /// Remembers a loudness.
  func remember(_ loudness: TrackLoudness, for key: FingerprintKey) async {
    do { try await cache?.store(loudness.withoutDetails, for: key) } catch { cacheFailed(error) }
  }

  /// Starts metering a stream that another consumer reads.
  func listening(_ wishes: LoudnessWishes) -> StreamListening { meter.listening(wishes) }
}
