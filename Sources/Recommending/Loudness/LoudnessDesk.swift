public import MasteringModel

/// Answers how loud audio files are, from memory where they are known.
///
/// A cache that fails costs time, never an answer.
public struct LoudnessDesk: Sendable {
  private let meter: TrackMeter
  private let cache: (any LoudnessCache)?
  private let cacheFailed: @Sendable (CacheFailure) -> Void

  /// A desk from what it uses.
  ///
  /// - Parameters:
  ///   - cache: remembers what was measured; nil remembers nothing.
  ///   - cacheFailed: called when the cache could not look up or remember.
  public init(
    meter: TrackMeter, cache: (any LoudnessCache)? = nil,
    cacheFailed: @escaping @Sendable (CacheFailure) -> Void = { _ in }
  ) {
    self.meter = meter
    self.cache = cache
    self.cacheFailed = cacheFailed
  }

  /// How loud a file is in the part of it that is asked for.
  ///
  /// What is remembered has no history and no distribution, so a history is always measured.
  ///
  /// - Parameter measuresAnew: whether the file is measured though it is known, for the sake of its
  ///   distribution, by which several files are measured as one.
  public func loudness(
    for request: AnalysisRequest, _ wishes: LoudnessWishes = LoudnessWishes(),
    measuresAnew: Bool = false, progress: (@Sendable (AnalysisProgress) -> Void)? = nil
  ) async throws(LoudnessFailure) -> TrackLoudness {
    if !measuresAnew, let known = await remembered(for: request, wishes) { return known }
    let before = cache == nil ? nil : try meter.key(for: request)
    let loudness = try await meter.loudness(for: request, wishes, progress: progress)
    // A file that is written while it is read has no settled loudness.
    if let before, let after = try? meter.key(for: request), after == before {
      await remember(loudness, for: before)
    }
    return loudness
  }

  /// The integrated loudness and the loudness range of tracks that count as one, such as those of an
  /// album; nil where they have none, or one of them was not measured just now.
  public func together(
    _ tracks: [TrackLoudness]
  ) -> (integratedLUFS: Double?, rangeLU: Double?) {
    meter.together(tracks)
  }

  /// Which file, and which state of it, a path names now.
  public func identity(ofFileAt path: String) throws(LoudnessFailure) -> TrackIdentity {
    try meter.identity(ofFileAt: path)
  }

  /// What a loudness for this request is remembered under.
  func key(for request: AnalysisRequest) throws(LoudnessFailure) -> FingerprintKey {
    try meter.key(for: request)
  }

  /// What is remembered for this request, as far as it is wanted; nil where something of it is not.
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

  /// Begins to listen to a stream that another reads.
  func listening(_ wishes: LoudnessWishes) -> StreamListening { meter.listening(wishes) }
}
