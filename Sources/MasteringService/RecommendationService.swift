import Concurrency
public import LearningFiles
public import MasteringModel
import Playback
public import Recommending
public import Rendering
import StrictJSON
public import WireFormat

/// What answers calls, whatever door they come through: the engine, the profiles, the player and the
/// recommendations that are remembered.
///
/// One a process. Each caller has a ``CallerSession`` of its own with it.
public final class RecommendationService: Sendable {
  /// Which program this is.
  public let implementation: ImplementationIdentity
  /// The profiles, which callers may change.
  public let profiles: LiveProfiles
  /// The choices of the one whose process this is; nil where none are kept.
  public let choices: TasteFile?
  private let plainDefaults: RecommendationSettings
  private let followsTaste: Bool
  /// Which files a caller may name.
  package let access: AccessPolicy
  /// Plays one track at a time, and says what is recommended for it.
  let player: TrackPlayer
  /// The recommendations of the last tracks.
  let recommendations = RecommendationStore<RememberedRecommendation>()
  private let engine: RecommendationEngine
  private let fingerprints: any FingerprintProvider
  private let loudness: LoudnessDesk?
  /// Reads what files say of themselves, by which tracks of two folders are matched.
  let tags: (any TagReader)?
  /// Renders tracks; nil renders none.
  package let rendering: RenderingDesk?
  let files: Turnstile
  private let loads: LoadOrder

  /// How many events may wait for a caller: more than the loads a host takes at a time come to.
  private static let eventsHeld = 4096

  /// A service from its providers.
  ///
  /// - Parameters:
  ///   - fingerprints: measures files; calls for the same file at the same time share one analysis.
  ///   - loudness: measures how loud files are, or knows it from before; nil measures nothing.
  ///   - tags: reads by what tracks of two folders are matched; nil matches them by their paths alone.
  ///   - choices: where decisions are kept; nil keeps none.
  ///   - followsTaste: whether blends follow the taste where a caller does not say.
  ///   - renderer: renders tracks; nil renders none.
  ///   - resultMeter: measures how loud rendered tracks are for people; nil does not.
  ///   - cache: remembers what was measured of files; nil remembers nothing.
  ///   - defaults: how recommendations are wanted where a caller does not say (REC-34).
  ///   - cacheFailed: called when the cache could not look up or remember.
  ///   - filesAtATime: how many files calls may have analysed at a time; the rest wait.
  public init(
    implementation: ImplementationIdentity, fingerprints: any FingerprintProvider,
    profiles: LiveProfiles,
    access: AccessPolicy = .unrestricted, loudness: LoudnessDesk? = nil,
    tags: (any TagReader)? = nil, choices: TasteFile? = nil, followsTaste: Bool = false,
    renderer: TrackRenderer? = nil, resultMeter: (any LoudnessMeter)? = nil,
    cache: (any AnalysisCache)? = nil,
    defaults: RecommendationSettings = .standard,
    cacheFailed: @escaping @Sendable (CacheFailure) -> Void = { _ in }, filesAtATime: Int = 2
  ) {
    self.implementation = implementation
    self.profiles = profiles
    self.access = access
    self.loudness = loudness
    self.tags = tags
    self.choices = choices
    self.followsTaste = followsTaste
    plainDefaults = defaults
    rendering = renderer.map {
      RenderingDesk(renderer: $0, meter: resultMeter, loudness: loudness)
    }
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
  }

  /// What to master a file by, compared with a catalogue or else with the service's own.
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

  /// What is remembered of a file; nil where nothing is, or it cannot be looked up.
  package func rememberedAnalysis(for request: AnalysisRequest) async -> TrackAnalysis? {
    await engine.rememberedAnalysis(for: request)
  }

  /// How loud a file is.
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

  /// What to master a file by, and whether the whole of it would be recommended otherwise.
  public func wholeSong(
    for request: AnalysisRequest, settings: RecommendationSettings
  ) async -> Result<WholeSong, FailureReport> {
    await reading(request) { engine, request throws(RecommendationFailure) in
      try await engine.wholeSong(for: request, settings: settings)
    }
  }

  /// How recommendations are wanted where a caller does not say.
  public var defaults: RecommendationSettings {
    followsTaste ? plainDefaults.following(taste) : plainDefaults
  }

  /// What the choices so far come to; nil where none are kept, or they cannot be read.
  public var taste: Taste? { try? choices?.taste() }

  /// Whether blends follow the taste where a caller does not say.
  public var followsTasteByItself: Bool { followsTaste }

  /// Whether loudness can be measured.
  var hasLoudness: Bool { loudness != nil }

  // MARK: The player

  /// Takes the next place in the order of loads, which is that of the calls, whichever task comes
  /// first.
  ///
  /// - Returns: the place; its ``PlacedLoad/begin()`` makes the track the current one, and so does
  ///   letting go of it.
  public func load(
    trackID: Int, request: AnalysisRequest, settings: RecommendationSettings
  ) -> PlacedLoad {
    loads.place(trackID: trackID, request: request, settings: settings)
  }

  /// The payload of the recommendation for a track, in UTF-8, without making it the current track;
  /// from the last one where the file, the settings and the profiles are what they were.
  ///
  /// Every listener hears it as well, each time it is asked for. Such calls wait for each
  /// other as all calls for files do.
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
      // What was measured while the file or the profiles changed is answered, but not remembered.
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

  /// Forgets the recommendations of a track, or of all; not what was measured.
  ///
  /// - Returns: how many there were.
  public func clearRecommendations(trackID: Int?) -> Int {
    guard let trackID else { return recommendations.clearAll() }
    return recommendations.clear(track: trackID)
  }

  /// What the player reports from now on, beginning with the current state.
  public func messages() -> PlayerMessages { PlayerMessages(player.events) }

  /// Returns when every track that was loaded has been analysed; ends the player then, so that
  /// its listeners get everything there is, and the end.
  public func finish() async {
    rendering?.stop()
    await loads.drain()
    await player.finished()
    await player.stop()
  }

  /// Ends the player at once: analyses are cancelled, and the current track's has failed.
  public func stop() async {
    rendering?.stop()
    await player.stop()
  }

  // MARK: Files

  /// Does something with a file when it is its turn.
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
  /// Fails where a path that was allowed leads elsewhere now.
  fileprivate func requireUnmoved(
    _ path: String, _ access: AccessPolicy
  ) throws(LoudnessFailure) {
    guard access.isRestricted else { return }
    guard try identity(ofFileAt: path).path.utf8.elementsEqual(path.utf8) else {
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
