import MasteringModel
import Playback
import ProviderTesting
import Recommending
import Synchronization
import TestResources
import Testing

/// A player whose provider the test controls.
struct PlayerScene {
  let provider = ManualFingerprintProvider()
  let shared: SharedAnalyses
  let player: TrackPlayer
  let events: PlayerEventSubscription<PlayerEvent>
  private let made = MadeRecommendations()

  init(
    cache: (any AnalysisCache)? = nil, profiles: any ProfileProvider = FixedProfileProvider(),
    backgroundLimit: Int = 16
  ) {
    shared = SharedAnalyses(provider)
    player = TrackPlayer(
      engine: RecommendationEngine(fingerprints: shared, profiles: profiles, cache: cache),
      backgroundLimit: backgroundLimit
    ) { [made] in made.keep($1, of: $0, $2) }
    events = player.events.subscribe()
  }

  func load(_ trackID: Int, _ path: String? = nil) async {
    await player.load(
      trackID: trackID, request: AnalysisRequest(path: path ?? "/\(trackID).flac"))
  }

  /// All events until no work is left; then stops the player.
  func toldInTheEnd() async -> [PlayerEvent] {
    await player.finished()
    await player.stop()
    return await everything(of: events).events
  }

  /// The player's latest recommendation for a track with these settings.
  func made(_ trackID: Int, _ settings: RecommendationSettings = .standard) -> Recommendation? {
    made.last(of: trackID, settings)
  }
}

/// Stores what a player produces, as its owner does.
private final class MadeRecommendations: Sendable {
  private struct Key: Hashable {
    let trackID: Int
    let settings: RecommendationSettings
  }

  private let last = Mutex<[Key: Recommendation]>([:])

  func keep(_ recommendation: Recommendation, of track: LoadedTrack, _ version: CatalogueVersion) {
    let key = Key(trackID: track.trackID, settings: track.settings)
    last.withLock { $0[key] = recommendation }
  }

  func last(of trackID: Int, _ settings: RecommendationSettings) -> Recommendation? {
    last.withLock { $0[Key(trackID: trackID, settings: settings)] }
  }
}

extension PlayerEvent {
  /// The event in short form: "1 analyzing".
  var word: String {
    switch self {
    case .trackLoaded(let id): "\(id) loaded"
    case .progress(let id, let status, _): "\(id) \(status)"
    case .recommendation(let id, _): "\(id) recommendation"
    case .failed(let id, _): "\(id) failed for good"
    case .answered(let id, .success): "\(id) answered"
    case .answered(let id, .failure): "\(id) answered with a failure"
    case .rendering(let id, let news): "\(id) rendering \(news.status)"
    }
  }
}

@Suite(.timeLimit(.minutes(30))) struct PlayerTests {
  /// The short forms of events, without repeated progress.
  private func words(_ events: [PlayerEvent]) -> [String] {
    events.map(\.word).reduce(into: []) { if $0.last != $1 { $0.append($1) } }
  }

  @Test func `a load is published at once, then its progress, then its result`() async throws {
    let scene = PlayerScene()
    var told = scene.events.makeAsyncIterator()
    await scene.load(1)
    #expect(try await told.next() == .trackLoaded(trackID: 1))
    #expect(await scene.player.currentTrack?.outcome == .pending)
    let call = await scene.provider.call(0)
    #expect(
      try await told.next()
        == .progress(trackID: 1, status: .analyzing, message: "Analysing the track"))
    call.report(45)
    #expect(
      try await told.next()
        == .progress(trackID: 1, status: .analyzing, message: "Analysing the track: 45 of 90 s"))
    call.finish()
    #expect(
      try await told.next()
        == .progress(trackID: 1, status: .complete, message: "The track has been analysed"))
    let recommendation = ProfileCatalogue.sample().recommendation(for: .sample())
    #expect(try await told.next() == .recommendation(trackID: 1, recommendation))
    #expect(await scene.player.currentTrack?.outcome == .recommended(recommendation))
    #expect(scene.made(1) == recommendation)
  }

  @Test func `progress is not published block by block`() async {
    let scene = PlayerScene()
    await scene.load(1)
    let call = await scene.provider.call(0)
    for step in 0...9000 { call.report(Double(step) / 100) }
    call.finish()
    let told = await scene.toldInTheEnd()
    let steps = told.count { $0.word == "1 analyzing" }
    #expect((15...22).contains(steps))
  }

  @Test func `progress of a track of unknown length becomes rarer`() async {
    let scene = PlayerScene()
    await scene.load(1)
    let call = await scene.provider.call(0)
    for second in 0...7200 { call.report(Double(second), of: nil) }
    call.finish()
    let told = await scene.toldInTheEnd()
    let steps = told.count { $0.word == "1 analyzing" }
    #expect((10...40).contains(steps))
  }

  @Test func `another load ends the publishing of the first, whose late answer is stored`() async {
    let scene = PlayerScene()
    await scene.load(1)
    let first = await scene.provider.call(0)
    await scene.load(2)
    let second = await scene.provider.call(1)
    first.report(45)
    first.finish(.success(.sample(fingerprint: .sample(loudnessDBFS: -13))))
    second.finish(.success(.sample(fingerprint: .sample(loudnessDBFS: -15))))
    let told = await scene.toldInTheEnd()
    let afterSecond = told.drop { $0 != .trackLoaded(trackID: 2) }
    #expect(
      words(Array(afterSecond)) == ["2 loaded", "2 analyzing", "2 complete", "2 recommendation"])
    // Nor is the first track's progress published as the second's.
    let isMixed = told.contains {
      if case .progress(_, _, let message) = $0 { message.contains("45") } else { false }
    }
    #expect(!isMixed)
    #expect(scene.made(1)?.fingerprint.loudnessDBFS == -13)
    #expect(scene.made(2)?.fingerprint.loudnessDBFS == -15)
  }

  @Test func `another store gets every recommendation before its event is published`() async throws
  {
    let provider = ManualFingerprintProvider()
    let stored = Heard<Int>()
    let player = TrackPlayer(
      engine: RecommendationEngine(
        fingerprints: SharedAnalyses(provider), profiles: FixedProfileProvider())
    ) { track, recommendation, catalogue in
      #expect(catalogue == ProfileCatalogue.sample().version)
      #expect(recommendation.settings == track.settings)
      stored.hear(track.trackID)
    }
    var told = player.events.subscribe().makeAsyncIterator()
    for track in 1...2 {
      await player.load(trackID: track, request: AnalysisRequest(path: "/\(track).flac"))
      _ = await provider.call(track - 1)
    }
    await provider.call(1).finish()
    while let event = try await told.next(), event.word != "2 recommendation" {}
    #expect(stored.words == [2])
    await provider.call(0).finish()
    await player.finished()
    #expect(stored.words == [2, 1])
    await player.stop()
  }

  @Test func `returning to a track joins its analysis`() async {
    let scene = PlayerScene()
    await scene.load(1)
    let call = await scene.provider.call(0)
    await scene.load(2)
    _ = await scene.provider.call(1)
    await scene.load(1)
    await scene.load(1)
    #expect(scene.provider.callCount == 2)
    call.finish()
    await scene.provider.call(1).finish()
    let told = await scene.toldInTheEnd()
    let last = words(Array(told.drop { $0 != .trackLoaded(trackID: 2) }.dropFirst()))
    #expect(last.last == "1 recommendation")
    #expect(told.count { $0.word == "1 recommendation" } == 1)
    #expect(told.count { $0.word == "1 loaded" } == 3)
    #expect(told.allSatisfy { $0.word != "2 recommendation" })
    #expect(scene.provider.callCount == 2)
    #expect(scene.made(2) != nil)
  }

  @Test func `another file under the same number also replaces it in the store`() async {
    let scene = PlayerScene()
    await scene.load(1, "/old.flac")
    let old = await scene.provider.call(0)
    await scene.load(1, "/new.flac")
    let new = await scene.provider.call(1)
    new.finish(.success(.sample(fingerprint: .sample(loudnessDBFS: -15))))
    old.finish(.success(.sample(fingerprint: .sample(loudnessDBFS: -13))))
    let told = await scene.toldInTheEnd()
    #expect(told.count { $0.word == "1 recommendation" } == 1)
    #expect(scene.made(1)?.fingerprint.loudnessDBFS == -15)
  }

  @Test func `a file whose name looks the same but differs is another file`() async {
    let scene = PlayerScene()
    await scene.load(1, "/\u{e9}.flac")
    let old = await scene.provider.call(0)
    await scene.load(1, "/e\u{301}.flac")
    let new = await scene.provider.call(1)
    new.finish(.success(.sample(fingerprint: .sample(loudnessDBFS: -15))))
    old.finish(.success(.sample(fingerprint: .sample(loudnessDBFS: -13))))
    let told = await scene.toldInTheEnd()
    #expect(told.count { $0.word == "1 recommendation" } == 1)
    #expect(scene.made(1)?.fingerprint.loudnessDBFS == -15)
  }

  @Test
  func
    `another load of the same file with other settings shares the analysis, and both are stored`()
    async throws
  {
    let scene = PlayerScene()
    let request = AnalysisRequest(path: "/1.flac")
    let settings = RecommendationSettings.sample(confidenceThreshold: 0.9)
    await scene.load(1)
    let call = await scene.provider.call(0)
    await scene.player.load(trackID: 1, request: request, settings: settings)
    var told = scene.events.makeAsyncIterator()
    // Once progress of the second load is published, it has joined.
    var seen: [String] = []
    while !(seen.count { $0 == "1 loaded" } == 2 && seen.last == "1 analyzing"),
      let event = try await told.next()
    {
      seen.append(event.word)
    }
    call.finish()
    await scene.player.finished()
    #expect(scene.provider.callCount == 1)
    #expect(scene.made(1) != nil)
    #expect(scene.made(1, settings) != nil)
  }

  @Test func `a cached answer is published as cached`() async {
    let scene = PlayerScene(cache: OneTrackCache())
    await scene.load(1)
    await scene.provider.call(0).finish()
    await scene.player.finished()
    await scene.load(1)
    let told = await scene.toldInTheEnd()
    #expect(
      words(told) == [
        "1 loaded", "1 analyzing", "1 complete", "1 recommendation", "1 loaded", "1 cached",
        "1 recommendation",
      ])
    #expect(scene.provider.callCount == 1)
  }

  // MARK: Failures

  @Test func `a failure is published, and a second load tries again`() async {
    let scene = PlayerScene()
    let failure = FingerprintFailure.emptyAudio(path: "/1.flac")
    await scene.load(1)
    await scene.provider.call(0).finish(.failure(failure))
    await scene.player.finished()
    #expect(await scene.player.currentTrack?.outcome == .failed(.fingerprint(failure)))
    #expect(scene.made(1) == nil)
    await scene.load(1)
    await scene.provider.call(1).finish()
    let told = await scene.toldInTheEnd()
    #expect(
      words(told) == [
        "1 loaded", "1 analyzing", "1 failed", "1 failed for good", "1 loaded", "1 analyzing",
        "1 complete", "1 recommendation",
      ])
    #expect(told.contains(.failed(trackID: 1, .fingerprint(failure))))
  }

  @Test func `missing profiles are a failure, too`() async {
    let failure = ProfileProviderFailure.unavailable(reason: "gone")
    let scene = PlayerScene(profiles: FixedProfileProvider(failing: failure))
    await scene.load(1)
    let told = await scene.toldInTheEnd()
    #expect(
      told == [
        .trackLoaded(trackID: 1),
        .progress(
          trackID: 1, status: .failed, message: "There are no profiles to compare the track with"),
        .failed(trackID: 1, .profiles(failure)),
      ])
  }

  @Test func `a provider that hangs does not delay the next track`() async throws {
    let scene = PlayerScene()
    await scene.load(1)
    _ = await scene.provider.call(0)
    await scene.load(2)
    await scene.provider.call(1).finish()
    var told = scene.events.makeAsyncIterator()
    while let event = try await told.next(), event.word != "2 recommendation" {}
    #expect(scene.made(2) != nil)
    await scene.player.stop()
    await scene.provider.cancelled.until { $0.map(\.path) == ["/1.flac"] }
  }

  @Test func `when too many analyses continue, the oldest are cancelled`() async {
    let scene = PlayerScene(backgroundLimit: 2)
    for track in 0..<5 {
      await scene.load(track)
      _ = await scene.provider.call(track)
    }
    await scene.provider.cancelled.until { $0.count == 2 }
    #expect(Set(scene.provider.cancelled.words.map(\.path)) == ["/0.flac", "/1.flac"])
    for call in 2..<5 { await scene.provider.call(call).finish() }
    await scene.player.finished()
    #expect((0..<5).map { scene.made($0) != nil } == [false, false, true, true, true])
  }

  // MARK: Subscribers

  @Test func `a late subscriber gets the current track's messages`() async throws {
    let scene = PlayerScene()
    await scene.load(1)
    _ = await scene.provider.call(0)
    await scene.load(2)
    let call = await scene.provider.call(1)
    for seconds in [20.0, 40, 60] { call.report(seconds) }
    var told = scene.events.makeAsyncIterator()
    while let event = try await told.next(),
      event
        != .progress(
          trackID: 2, status: .analyzing, message: "Analysing the track: 60 of 90 s")
    {}
    let during = scene.player.events.subscribe()
    call.finish()
    while let event = try await told.next(), event.word != "2 recommendation" {}
    let after = scene.player.events.subscribe()
    await scene.player.stop()
    #expect(
      await everything(of: during).events.map(\.word) == [
        "2 loaded", "2 analyzing", "2 complete", "2 recommendation",
      ])
    #expect(
      await everything(of: after).events.map(\.word) == [
        "2 loaded", "2 complete", "2 recommendation",
      ])
  }

  // MARK: Stopping

  @Test func `without a current track nothing is published, and the answer is stored`() async {
    let scene = PlayerScene()
    await scene.load(1)
    let call = await scene.provider.call(0)
    await scene.player.clear()
    #expect(await scene.player.currentTrack == nil)
    let late = scene.player.events.subscribe()
    call.finish()
    let told = await scene.toldInTheEnd()
    #expect(!told.contains { $0.word == "1 recommendation" || $0.word == "1 complete" })
    #expect(await everything(of: late).events == [])
    #expect(scene.made(1) != nil)
  }

  @Test func `stopping publishes the current track's end, cancels all work and ends the events`()
    async
  {
    let scene = PlayerScene()
    await scene.load(1)
    _ = await scene.provider.call(0)
    await scene.load(2)
    _ = await scene.provider.call(1)
    await scene.player.stop()
    let told = await everything(of: scene.events).events
    #expect(told.last == .failed(trackID: 2, .fingerprint(.cancelled)))
    #expect(words(told).suffix(2) == ["2 failed", "2 failed for good"])
    await scene.provider.cancelled.until { $0.count == 2 }
    // It returns at once, repeatedly, and nothing is loaded any more.
    await scene.player.finished()
    await scene.player.stop()
    await scene.load(3)
    #expect(await scene.player.currentTrack?.trackID == 2)
    #expect(scene.provider.callCount == 2)
  }

  @Test func `stopping does not wait for a provider that ignores cancellation`() async {
    let provider = ManualFingerprintProvider(obeysCancellation: false)
    let made = Heard<Int>()
    let player = TrackPlayer(
      engine: RecommendationEngine(fingerprints: provider, profiles: FixedProfileProvider())
    ) { track, _, _ in made.hear(track.trackID) }
    await player.load(trackID: 1, request: AnalysisRequest(path: "/1.flac"))
    let call = await provider.call(0)
    let waiting = Task { await player.finished() }
    await player.stop()
    await waiting.value
    await player.finished()
    call.finish()
    #expect(made.words == [])
  }

  @Test func `waiting for the end stops when it is cancelled`() async {
    let scene = PlayerScene()
    await scene.load(1)
    _ = await scene.provider.call(0)
    let waiting = Task { await scene.player.finished() }
    waiting.cancel()
    #expect(await ends(waiting))
    await scene.player.stop()
  }

  @Test func `a stopped player is freed`() async {
    let provider = ManualFingerprintProvider()
    weak var freed: TrackPlayer?
    do {
      let player = TrackPlayer(
        engine: RecommendationEngine(
          fingerprints: SharedAnalyses(provider), profiles: FixedProfileProvider()))
      freed = player
      await player.load(trackID: 1, request: AnalysisRequest(path: "/1.flac"))
      _ = await provider.call(0)
      await player.stop()
    }
    await provider.cancelled.until { $0.count == 1 }
    // Its last task may still be finishing.
    let giveUp = ContinuousClock.now + .seconds(1200)
    while freed != nil, ContinuousClock.now < giveUp { await Task.yield() }
    #expect(freed == nil)
  }
}

/// Stores the latest value for each key, nothing more.
private final class OneTrackCache: AnalysisCache {
  private let analyses = Mutex<[FingerprintKey: TrackAnalysis]>([:])

  func analysis(for key: FingerprintKey) async throws(CacheFailure) -> TrackAnalysis? {
    analyses.withLock { $0[key] }
  }
  func store(_ analysis: TrackAnalysis, for key: FingerprintKey) async throws(CacheFailure) {
    analyses.withLock { $0[key] = analysis }
  }
  func removeAll() async throws(CacheFailure) {
    analyses.withLock { $0 = [:] }
  }
}
