import Concurrency
public import LearningFiles
public import MasteringModel
import Playback
public import Recommending
public import Rendering
import StrictJSON
import SystemFiles
public import WireFormat

/// Answers the calls of every interface: the engine, the profiles, the player and the cached
/// recommendations.
///
/// There is one per process. Each caller has its own ``CallerSession``.
public final class RecommendationService: Sendable {
  /// Which program this is.
  public let implementation: ImplementationIdentity
  /// The profiles, which callers may change.
  public let profiles: LiveProfiles
  /// The choices of the user of this process; nil if none are kept.
  public let choices: TasteFile?
  private let plainDefaults: RecommendationSettings
  private let followsTaste: Bool
  /// Which files a caller may name.
  package let access: AccessPolicy
  /// Plays one track at a time, and reports its recommendation.
  let player: TrackPlayer
  /// The recommendations of the last tracks.
  let recommendations = RecommendationStore<RememberedRecommendation>()
  private let engine: RecommendationEngine
  private let fingerprints: any FingerprintProvider
  private let loudness: LoudnessDesk?
  /// Reads the tags by which tracks of two folders are matched.
  let tags: (any TagReader)?
  /// Renders tracks; nil renders none.
  package let rendering: RenderingDesk?
  let files: Turnstile
  /// How many files are analysed at a time.
  package let filesAtATime: Int
  private let loads: LoadOrder

  /// How many events may be queued for a caller: more than the loads that a host accepts at a time
  /// can cause.
  private static let eventsHeld = 4096

  /// A service from its providers.
  ///
  /// - Parameters:
  ///   - fingerprints: measures files; simultaneous calls for the same file share one analysis.
  ///   - loudness: measures and caches loudness; nil if loudness is not supported.
  ///   - tags: reads the tags by which tracks of two folders are matched; nil matches them only by
  ///     path.
  ///   - choices: where decisions are stored; nil stores none.
  ///   - followsTaste: whether blends follow the taste if a caller does not specify it.
  ///   - renderer: renders tracks; nil if rendering is not supported.
  ///   - cache: where measurements of files are kept; nil keeps none.
  ///   - defaults: the settings that apply where a caller leaves them out (REC-34).
  ///   - cacheFailed: called when the cache could not read or store.
  ///   - filesAtATime: how many files are analysed at a time; further calls wait.
  public init(
    implementation: ImplementationIdentity, fingerprints: any FingerprintProvider,
    profiles: LiveProfiles,
    access: AccessPolicy = .unrestricted, loudness: LoudnessDesk? = nil,
    tags: (any TagReader)? = nil, choices: TasteFile? = nil, followsTaste: Bool = false,
    renderer: TrackRenderer? = nil,
    cache: (any AnalysisCache)? = nil,
    defaults: RecommendationSettings = .standard,
    cacheFailed: @escaping @Sendable (CacheFailure) -> Void = { _ in }, filesAtATime: Int = 2
  ) {
    self.implementation = implementation
    self.profiles = profiles
    self.access = access
    self.loudness = loudness
    self.tags = access.isRestricted ? tags.map { ConfinedTagReader($0) } : tags
    self.choices = choices
    self.followsTaste = followsTaste
    plainDefaults = defaults
    rendering = renderer.map { RenderingDesk(renderer: $0) }
    let fingerprints = SharedAnalyses(ConfinedFingerprintProvider(fingerprints, to: access))
    self.fingerprints = fingerprints
    engine = RecommendationEngine(
      fingerprints: fingerprints, profiles: profiles, cache: cache, cacheFailed: cacheFailed)
    player = TrackPlayer(
      engine: engine, events: TrackPlayer.makeHub(queueLimit: Self.eventsHeld)
    ) { [recommendations] track, recommendation, catalogue in
      recommendations.remember(
        recommendation.payload(trackID: track.trackID), forTrack: track.trackID,
        settings: recommendation.settings, catalogue: catalogue)
    }
    loads = LoadOrder(for: player)
    files = Turnstile(places: filesAtATime)
    self.filesAtATime = max(filesAtATime, 1)
  }

  /// The recommendation for a file, from the given catalogue or else the service's own.
  package func recommendation(
    for request: AnalysisRequest, settings: RecommendationSettings,
    in catalogue: ProfileCatalogue?
  ) async -> Result<Recommendation, FailureReport> {
    guard let catalogue else {
      return await reading(request) { engine, request throws(RecommendationFailure) in
        try await engine.recommendation(for: request, settings: settings)
      }
    }
    return await analysis(for: request).map {
      catalogue.recommendation(of: $0, settings: settings)
    }
  }

  /// The measured file.
  package func analysis(for request: AnalysisRequest) async -> Result<TrackAnalysis, FailureReport>
  {
    await reading(request) { engine, request throws(RecommendationFailure) in
      try await engine.analysis(for: request)
    }
  }

  /// The cached analysis of a file; nil if there is none, or the cache cannot be read.
  package func rememberedAnalysis(for request: AnalysisRequest) async -> TrackAnalysis? {
    await engine.rememberedAnalysis(for: request)
  }

  /// The loudness of a file.
  public func loudness(
    for request: AnalysisRequest, _ wishes: LoudnessWishes
  ) async -> Result<TrackLoudness, FailureReport> {
    guard let loudness else { return .failure(.noLoudnessMeter) }
    let access = access
    let outcome = await files.pass {
      do throws(LoudnessFailure) {
        // As with fingerprints, the path is followed before and after the file is read.
        try loudness.requireUnmoved(request.path, access)
        let measured = try await loudness.loudness(for: request, wishes)
        try loudness.requireUnmoved(request.path, access)
        return Result<TrackLoudness, FailureReport>.success(measured)
      } catch {
        return .failure(FailureReport(error))
      }
    }
    return outcome ?? .failure(.cancelled)
  }

  /// The recommendation for a file, and whether it would differ for the whole file.
  public func wholeSong(
    for request: AnalysisRequest, settings: RecommendationSettings
  ) async -> Result<WholeSong, FailureReport> {
    await reading(request) { engine, request throws(RecommendationFailure) in
      try await engine.wholeSong(for: request, settings: settings)
    }
  }

  /// The settings that apply where a caller leaves them out.
  public var defaults: RecommendationSettings {
    followsTaste ? plainDefaults.following(taste) : plainDefaults
  }

  /// The taste that follows from the choices so far; nil if none are kept, or they cannot be read.
  public var taste: Taste? { try? choices?.taste() }

  /// Whether blends follow the taste if a caller does not specify it.
  public var followsTasteByItself: Bool { followsTaste }

  /// Whether loudness can be measured.
  var hasLoudness: Bool { loudness != nil }

  // MARK: The player

  /// Reserves the next place in the order of loads, which is that of the calls, whichever task runs
  /// first.
  ///
  /// - Returns: the place; its ``PlacedLoad/begin()`` makes the track the current one, and so does
  ///   releasing it.
  public func load(
    trackID: Int, request: AnalysisRequest, settings: RecommendationSettings
  ) -> PlacedLoad {
    loads.place(trackID: trackID, request: request, settings: settings)
  }

  /// The payload of the recommendation for a track, in UTF-8, without making it the current track;
  /// cached if the file, the settings and the profiles are unchanged.
  ///
  /// Every subscriber gets it as well, each time it is requested. Such calls are queued like all
  /// calls for files.
  public func recommendationText(
    trackID: Int, request: AnalysisRequest, settings: RecommendationSettings
  ) async -> Result<[UInt8], FailureReport> {
    let key: FingerprintKey
    do { key = try await fingerprints.key(for: request) } catch { return .failure(.init(error)) }
    let catalogue = profiles.current.version
    let known = recommendations.peek(forTrack: trackID, settings: settings, catalogue: catalogue)
    if let answer = known?.answer, answer.key == key {
      await player.tellAgain(answer.recommendation, forTrack: trackID)
      return .success(answer.text)
    }
    let answer = await files.pass { [player] in
      await player.recommendation(trackID: trackID, request: request, settings: settings)
    }
    switch answer {
    case nil: return .failure(.cancelled)
    case .failure(let failure): return .failure(FailureReport(failure))
    case .success(let recommendation):
      let payload = recommendation.payload(trackID: trackID)
      let text = payload.utf8()
      // A result computed while the file or the profiles changed is returned, but not cached.
      if profiles.current.version == catalogue,
        let after = try? await fingerprints.key(for: request),
        after == key
      {
        recommendations.set(
          RememberedRecommendation(
            payload: payload,
            answer: .init(key: key, text: text, recommendation: recommendation)),
          forTrack: trackID, settings: settings, catalogue: catalogue)
      }
      return .success(text)
    }
  }

  /// Removes the cached recommendations of a track, or of all tracks, but not the measurements.
  ///
  /// - Returns: how many there were.
  public func clearRecommendations(trackID: Int?) -> Int {
    guard let trackID else { return recommendations.clearAll() }
    return recommendations.clear(track: trackID)
  }

  /// The player's reports from now on, starting with the current state.
  public func messages() -> PlayerMessages { PlayerMessages(player.events) }

  /// Returns when every track that was loaded has been analysed; then ends the player, so that its
  /// subscribers get everything, and the end.
  public func finish() async {
    rendering?.stop()
    await loads.drain()
    await player.finished()
    await player.stop()
  }

  /// Ends the player at once: analyses are cancelled, and the current track's fails.
  public func stop() async {
    rendering?.stop()
    await player.stop()
  }

  // MARK: Files

  /// Works on a file when it is its turn.
  private func reading<Value: Sendable>(
    _ request: AnalysisRequest,
    _ body:
      @escaping @Sendable (RecommendationEngine, AnalysisRequest)
      async throws(RecommendationFailure) -> Value
  ) async -> Result<Value, FailureReport> {
    let outcome = await files.pass { [engine] in
      do throws(RecommendationFailure) {
        return Result<Value, FailureReport>.success(try await body(engine, request))
      } catch {
        return .failure(FailureReport(error))
      }
    }
    return outcome ?? .failure(.cancelled)
  }
}

extension LoudnessDesk {
  /// Throws if an allowed path now leads elsewhere.
  fileprivate func requireUnmoved(
    _ path: String, _ access: AccessPolicy
  ) throws(LoudnessFailure) {
    guard access.isRestricted else { return }
    guard try identity(ofFileAt: path).path.isSamePath(as: path) else {
      throw .audio(.notFound(path: path))
    }
  }
}

/// Which program a service belongs to.
public struct ImplementationIdentity: Sendable, Hashable {
  /// The program's name.
  public let name: String
  /// Its version.
  public let version: String

  /// A program by its name and version.
  public init(name: String, version: String) {
    self.name = name
    self.version = version
  }
}
