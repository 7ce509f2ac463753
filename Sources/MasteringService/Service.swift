public import MasteringModel
internal import Recommending
internal import Streaming
internal import StrictJSON
internal import Synchronization
internal import WireFormat

/// What answers calls, whatever door they come through: the engine, the profiles, the player and the
/// recommendations that are remembered.
///
/// One a process. Each caller has a ``Session`` of its own with it.
public final class Service: Sendable {
  /// Which program this is.
  public let implementation: Implementation
  /// The profiles, which callers may change.
  public let profiles: LiveProfiles
  /// Which files a caller may name.
  let access: AccessPolicy
  /// Plays one track at a time, and says what is recommended for it.
  let player: Player
  /// The recommendations of the last tracks, as `cache.get` gives them.
  let recommendations: RecommendationStore<JSON>
  private let engine: RecommendationEngine
  private let files: Turnstile
  /// The load that was asked for last; the next one begins after it.
  private let lastLoad = Mutex<Task<Void, Never>?>(nil)

  /// How many events may wait for a caller: more than the loads a host takes at a time come to.
  private static let eventsHeld = 4096

  /// A service from its providers.
  ///
  /// - Parameters:
  ///   - fingerprints: measures files; calls for the same file at the same time share one analysis.
  ///   - cache: remembers fingerprints and recommendations of files; nil remembers nothing.
  ///   - cacheFailed: told when the cache could not look up or remember.
  ///   - filesAtATime: how many files calls may have analysed at a time; the rest wait.
  public init(
    implementation: Implementation, fingerprints: any FingerprintProvider, profiles: LiveProfiles,
    access: AccessPolicy = .unrestricted, cache: (any RecommendationCache)? = nil,
    cacheFailed: @escaping @Sendable (CacheFailure) -> Void = { _ in }, filesAtATime: Int = 2
  ) {
    self.implementation = implementation
    self.profiles = profiles
    self.access = access
    engine = RecommendationEngine(
      fingerprints: SharedAnalyses(ConfinedFingerprintProvider(fingerprints, to: access)),
      profiles: profiles, cache: cache, cacheFailed: cacheFailed)
    let recommendations = RecommendationStore<JSON>()
    self.recommendations = recommendations
    player = Player(
      engine: engine, events: Player.makeHub(queueLimit: Self.eventsHeld)
    ) { track, recommendation, catalogue in
      recommendations.set(
        recommendation.payload(trackID: track.trackID), forTrack: track.trackID,
        settings: recommendation.settings, catalogue: catalogue)
    }
    files = Turnstile(places: filesAtATime)
  }

  /// What to master a file by, compared with a catalogue or else with the service's own.
  func recommendation(
    for request: AnalysisRequest, settings: RecommendationSettings,
    in catalogue: ProfileCatalogue?
  ) async -> Result<Recommendation, FailureReport> {
    guard let catalogue else {
      return await reading(request) { engine, request throws(RecommendationFailure) in
        try await engine.recommendation(for: request, settings: settings)
      }
    }
    return await analysis(for: request).map {
      catalogue.recommendation(for: $0.fingerprint, settings: settings)
    }
  }

  /// The measured file.
  func analysis(for request: AnalysisRequest) async -> Result<TrackAnalysis, FailureReport> {
    await reading(request) { engine, request throws(RecommendationFailure) in
      try await engine.analysis(for: request)
    }
  }

  // MARK: The player

  /// Takes the next place in the order of loads, which is that of the calls, whoever's task comes
  /// first.
  ///
  /// - Returns: makes the track the current one, after those before it; to be called once the call
  ///   was answered. Where it is dropped instead, that counts as answered.
  func load(
    trackID: Int, request: AnalysisRequest, settings: RecommendationSettings
  ) -> @Sendable () async -> Void {
    let (answered, answer) = AsyncStream<Void>.makeStream()
    let load = lastLoad.withLock { last in
      let load = Task { [last, player] in
        await last?.value
        for await _ in answered {}
        await player.load(trackID: trackID, request: request, settings: settings)
      }
      last = load
      return load
    }
    return {
      answer.finish()
      await load.value
    }
  }

  /// Returns when every track that was loaded has been analysed; ends the player then, so that
  /// whoever listens to it gets all there is and the end.
  public func finish() async {
    await lastLoad.withLock { $0 }?.value
    await player.finished()
    await player.stop()
  }

  /// Ends the player at once: analyses are cancelled, and the current track's has failed.
  public func stop() async {
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

/// Which program a service belongs to.
public struct Implementation: Sendable, Hashable {
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
