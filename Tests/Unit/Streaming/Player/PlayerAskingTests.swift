import Caching
import MasteringModel
import Playback
import ProviderTesting
import Recommending
import Testing

/// Requests to a player for a track that is not loaded.
@Suite(.timeLimit(.minutes(20))) struct PlayerAskingTests {
  private func ask(
    _ scene: PlayerScene, _ trackID: Int, settings: RecommendationSettings = .standard
  ) -> Task<Result<Recommendation, RecommendationFailure>, Never> {
    Task {
      await scene.player.recommendation(
        trackID: trackID, request: AnalysisRequest(path: "/\(trackID).flac"), settings: settings)
    }
  }

  private let answer = ProfileCatalogue.sample().recommendation(for: .sample())

  @Test func `the answer is returned and published, and no track becomes current`() async {
    let scene = PlayerScene()
    let asked = ask(scene, 1)
    await scene.provider.call(0).finish()
    #expect(await asked.value == .success(answer))
    #expect(await scene.player.currentTrack == nil)
    #expect(scene.made(1) == answer)
    #expect(await scene.toldInTheEnd() == [.answered(trackID: 1, .success(answer))])
  }

  @Test func `a request does not change the state of the current track`() async throws {
    let scene = PlayerScene()
    await scene.load(1)
    await scene.provider.call(0).finish()
    await scene.player.finished()
    let asked = ask(scene, 2)
    await scene.provider.call(1).finish()
    _ = await asked.value
    let late = scene.player.events.subscribe()
    await scene.player.stop()
    #expect(
      await everything(of: late).events.map(\.word)
        == ["1 loaded", "1 complete", "1 recommendation"])
  }

  @Test func `requests for the track being analysed wait for that analysis`() async {
    let scene = PlayerScene()
    await scene.load(1)
    let call = await scene.provider.call(0)
    let asked = (0..<10).map { _ in ask(scene, 1) }
    call.finish()
    for task in asked { #expect(await task.value == .success(answer)) }
    #expect(scene.provider.callCount == 1)
    let told = await scene.toldInTheEnd().map(\.word)
    #expect(told.count { $0 == "1 recommendation" } == 1)
    #expect(!told.contains("1 answered"))
  }

  @Test func `a request with other settings is answered separately`() async throws {
    let scene = PlayerScene()
    let other = try RecommendationSettings(confidenceThreshold: 0.9)
    await scene.load(1)
    let asked = ask(scene, 1, settings: other)
    await scene.provider.call(0).finish()
    // A caller too late for the first analysis gets its own.
    let second = Task { await scene.provider.call(1).finish() }
    #expect(try await asked.value.get().settings == other)
    let told = await scene.toldInTheEnd().map(\.word)
    #expect(told.contains("1 recommendation"))
    #expect(told.contains("1 answered"))
    second.cancel()
  }

  @Test func `a cached answer is returned, and published as well`() async {
    let cache = MemoryCache()
    let first = PlayerScene(cache: cache)
    let asked = ask(first, 1)
    await first.provider.call(0).finish()
    _ = await asked.value
    let second = PlayerScene(cache: cache)
    #expect(await ask(second, 1).value == .success(answer))
    #expect(second.provider.callCount == 0)
    await second.player.tellAgain(answer, forTrack: 1)
    let answered = PlayerEvent.answered(trackID: 1, .success(answer))
    #expect(await second.toldInTheEnd() == [answered, answered])
  }

  @Test func `a failure of the analysis is returned and published`() async {
    let scene = PlayerScene()
    let asked = ask(scene, 1)
    let failure = FingerprintFailure.emptyAudio(path: "/1.flac")
    await scene.provider.call(0).finish(.failure(failure))
    #expect(await asked.value == .failure(.fingerprint(failure)))
    #expect(await scene.toldInTheEnd().map(\.word) == ["1 answered with a failure"])
  }

  @Test func `a caller that gives up returns at once, and the analysis continues`() async {
    let scene = PlayerScene()
    let asked = ask(scene, 1)
    let call = await scene.provider.call(0)
    asked.cancel()
    #expect(await asked.value == .failure(.fingerprint(.cancelled)))
    call.finish()
    await scene.player.finished()
    #expect(scene.made(1) == answer)
  }

  @Test func `an analysis with waiting callers is not cancelled to make room`() async {
    let scene = PlayerScene(backgroundLimit: 0)
    let asked = ask(scene, 1)
    let call = await scene.provider.call(0)
    await scene.load(2)
    await scene.load(3)
    call.finish()
    #expect(await asked.value == .success(answer))
    #expect(!scene.provider.cancelled.words.contains { $0.path == "/1.flac" })
  }

  @Test func `stopping answers waiting callers`() async {
    let scene = PlayerScene()
    let asked = ask(scene, 1)
    _ = await scene.provider.call(0)
    await scene.player.stop()
    #expect(await asked.value == .failure(.fingerprint(.cancelled)))
    #expect(await ask(scene, 1).value == .failure(.fingerprint(.cancelled)))
  }
}
