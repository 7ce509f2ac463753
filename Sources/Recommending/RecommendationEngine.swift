public import MasteringModel

/// Recommends how to master an audio file: measures it, caches the measurement, and compares it
/// with the profiles.
///
/// The engine is a value that holds its providers; it has no other state. A cache that fails costs
/// time, never an answer.
///
///     let engine = RecommendationEngine(
///       fingerprints: AudioFingerprintProvider(decoder: SndfileDecoder(), workers: 2),
///       profiles: BuiltInProfileProvider())
///     let recommendation = try await engine.recommendation(for: AnalysisRequest(path: "song.flac"))
///     print(recommendation.primaryProfile.name)
public struct RecommendationEngine: Sendable {
  private let fingerprints: any FingerprintProvider
  private let profiles: any ProfileProvider
  private let cache: (any AnalysisCache)?
  private let cacheFailed: @Sendable (CacheFailure) -> Void

  /// An engine from its providers.
  ///
  /// - Parameters:
  ///   - cache: where measurements are kept; nil keeps none.
  ///   - cacheFailed: called when the cache could not read or store.
  public init(
    fingerprints: any FingerprintProvider, profiles: any ProfileProvider,
    cache: (any AnalysisCache)? = nil,
    cacheFailed: @escaping @Sendable (CacheFailure) -> Void = { _ in }
  ) {
    self.fingerprints = fingerprints
    self.profiles = profiles
    self.cache = cache
    self.cacheFailed = cacheFailed
  }

  /// The recommendation for a file.
  public func recommendation(
    for request: AnalysisRequest, settings: RecommendationSettings = .standard,
    progress: (@Sendable (AnalysisProgress) -> Void)? = nil
  ) async throws(RecommendationFailure) -> Recommendation {
    let catalogue = try await catalogue()
    let analysis = try await analysis(for: request, progress: progress)
    return catalogue.recommendation(of: analysis, settings: settings)
  }

  /// The recommendation for a track with this fingerprint.
  public func recommendation(
    for fingerprint: Fingerprint, settings: RecommendationSettings = .standard
  ) async throws(RecommendationFailure) -> Recommendation {
    try await catalogue().recommendation(for: fingerprint, settings: settings)
  }

  /// The analysis of a file, from the cache if possible.
  public func analysis(
    for request: AnalysisRequest, progress: (@Sendable (AnalysisProgress) -> Void)? = nil
  ) async throws(RecommendationFailure) -> TrackAnalysis {
    guard cache != nil else { return try await measured(request, progress: progress) }
    let key = try await key(for: request)
    return try await analysis(for: request, under: key, progress: progress)
  }

  /// The cached analysis of a file, without analysing it; nil if there is none.
  public func rememberedAnalysis(for request: AnalysisRequest) async -> TrackAnalysis? {
    guard cache != nil, let key = try? await fingerprints.key(for: request) else { return nil }
    return await remembered(key)
  }

  /// The catalogue that tracks are compared with.
  public func catalogue() async throws(RecommendationFailure) -> ProfileCatalogue {
    do { return try await profiles.catalogue() } catch { throw .profiles(error) }
  }

  /// The analysis and the loudness of a file, each from its cache if possible, otherwise measured
  /// in one pass for both.
  ///
  /// - Parameters:
  ///   - desk: measures and caches loudness.
  ///   - wishes: which loudness values are wanted; no history is kept.
  public func analysis(
    for request: AnalysisRequest, loudnessBy desk: LoudnessDesk, _ wishes: LoudnessWishes,
    progress: (@Sendable (AnalysisProgress) -> Void)? = nil
  ) async throws(RecommendationFailure) -> MeteredAnalysis {
    let key = try await key(for: request)
    let known = await remembered(key)
    let loudness = await desk.remembered(for: request, wishes)
    if known != nil || loudness != nil {
      let analysis =
        if let known { known } else {
          try await analysis(for: request, under: key, progress: progress)
        }
      if let loudness { return MeteredAnalysis(analysis: analysis, loudness: loudness) }
      do {
        return MeteredAnalysis(
          analysis: analysis,
          loudness: try await desk.loudness(for: request, wishes, progress: progress))
      } catch { throw .loudness(error) }
    }
    return try await measuredTogether(request, key, desk, wishes, progress)
  }

  private func measuredTogether(
    _ request: AnalysisRequest, _ key: FingerprintKey, _ desk: LoudnessDesk,
    _ wishes: LoudnessWishes, _ progress: (@Sendable (AnalysisProgress) -> Void)?
  ) async throws(RecommendationFailure) -> MeteredAnalysis {
    let loudnessKey = try? desk.key(for: request)
    let listening = desk.listening(wishes)
    let analysis: TrackAnalysis
    do {
      analysis = try await fingerprints.analysis(for: request, progress: progress) {
        listening.hearing($0)
      }
    } catch { throw .fingerprint(error) }
    let isUnchanged =
      if let after = try? await self.key(for: request) { after == key } else { false }
    if isUnchanged { await remember(analysis, for: key) }
    do throws(LoudnessFailure) {
      guard
        let heard = try listening.finished(path: request.path, isPartial: analysis.isPartial)
      else {
        let loudness = try await desk.loudness(for: request, wishes, progress: progress)
        return MeteredAnalysis(analysis: analysis, loudness: loudness)
      }
      if isUnchanged, let loudnessKey { await desk.remember(heard, for: loudnessKey) }
      return MeteredAnalysis(analysis: analysis, loudness: heard.withoutDetails)
    } catch { throw .loudness(error) }
  }

  private func key(
    for request: AnalysisRequest
  ) async throws(RecommendationFailure) -> FingerprintKey {
    do { return try await fingerprints.key(for: request) } catch { throw .fingerprint(error) }
  }

  /// The analysis remembered under the key, or a new one. The fingerprint of a file that is written
  /// to during reading is not final, so it is returned but not cached.
  private func analysis(
    for request: AnalysisRequest, under key: FingerprintKey,
    progress: (@Sendable (AnalysisProgress) -> Void)?
  ) async throws(RecommendationFailure) -> TrackAnalysis {
    if let known = await remembered(key) { return known }
    let analysis = try await measured(request, progress: progress)
    if let after = try? await fingerprints.key(for: request), after == key {
      await remember(analysis, for: key)
    }
    return analysis
  }

  private func measured(
    _ request: AnalysisRequest, progress: (@Sendable (AnalysisProgress) -> Void)?
  ) async throws(RecommendationFailure) -> TrackAnalysis {
    do {
      return try await fingerprints.analysis(for: request, progress: progress)
    } catch {
      throw .fingerprint(error)
    }
  }

  private func remembered(_ key: FingerprintKey) async -> TrackAnalysis? {
    do {
      return try await cache?.analysis(for: key)
    } catch {
      cacheFailed(error)
      return nil
    }
  }

  private func remember(_ analysis: TrackAnalysis, for key: FingerprintKey) async {
    do { try await cache?.store(analysis, for: key) } catch { cacheFailed(error) }
  }
}

/// Why there is no recommendation.
public enum RecommendationFailure: Error, Hashable {
  /// The track could not be measured.
  case fingerprint(FingerprintFailure)
  /// There are no profiles to compare the track with.
  case profiles(ProfileProviderFailure)
  /// The track's loudness was requested as well, and could not be measured.
  case loudness(LoudnessFailure)
}
