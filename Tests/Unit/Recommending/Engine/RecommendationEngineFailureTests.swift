import MasteringModel
import ProviderTesting
import Recommending
import Testing

/// Failures are passed on unchanged, with and without a cache.
@Suite struct RecommendationEngineFailureTests {
  private let song = AnalysisRequest(path: "/song.flac")

  @Test(arguments: FingerprintFailure.samples, [true, false])
  func `a failure to measure is passed on`(_ failure: FingerprintFailure, _ isCached: Bool) async {
    let fingerprints = FakeFingerprintProvider(["/song.flac": .sample()])
    fingerprints.fail(with: failure)
    let cache = NotingCache()
    let engine = RecommendationEngine(
      fingerprints: fingerprints, profiles: FixedProfileProvider(.two),
      cache: isCached ? cache : nil)
    await #expect(throws: RecommendationFailure.fingerprint(failure)) {
      try await engine.recommendation(for: song)
    }
    await #expect(throws: RecommendationFailure.fingerprint(failure)) {
      try await engine.analysis(for: song)
    }
    #expect(cache.analysisKeys.isEmpty)
  }

  @Test func `a failure to find the file is passed on, and nothing is analysed`() async {
    let fingerprints = FakeFingerprintProvider()
    let engine = RecommendationEngine(
      fingerprints: fingerprints, profiles: FixedProfileProvider(.two), cache: NotingCache())
    let failure = RecommendationFailure.fingerprint(.audio(.notFound(path: "/song.flac")))
    await #expect(throws: failure) { try await engine.recommendation(for: song) }
    await #expect(throws: failure) { try await engine.analysis(for: song) }
    #expect(fingerprints.analysisCount == 0)
  }

  @Test(
    arguments: [
      ProfileProviderFailure.invalid(.empty), .invalid(.duplicateID("a")),
      .unavailable(reason: "asleep"),
    ], [true, false])
  func `a failure to get profiles is passed on, and nothing is analysed`(
    _ failure: ProfileProviderFailure, _ isCached: Bool
  ) async {
    let fingerprints = FakeFingerprintProvider(["/song.flac": .sample()])
    let engine = RecommendationEngine(
      fingerprints: fingerprints, profiles: FixedProfileProvider(failing: failure),
      cache: isCached ? NotingCache() : nil)
    let expected = RecommendationFailure.profiles(failure)
    await #expect(throws: expected) { try await engine.recommendation(for: song) }
    await #expect(throws: expected) { try await engine.recommendation(for: .zero) }
    await #expect(throws: expected) { try await engine.catalogue() }
    #expect(fingerprints.analysisCount == 0)
  }

  @Test func `an analysis needs no profiles`() async throws {
    let engine = RecommendationEngine(
      fingerprints: FakeFingerprintProvider(["/song.flac": .sample()]),
      profiles: FixedProfileProvider(failing: .unavailable(reason: "asleep")))
    #expect(try await engine.analysis(for: song) == .sample())
  }

  @Test func `after a failure the next call tries again`() async throws {
    let fingerprints = FakeFingerprintProvider(["/song.flac": .sample()])
    let engine = RecommendationEngine(
      fingerprints: fingerprints, profiles: FixedProfileProvider(.two), cache: NotingCache())
    fingerprints.fail(with: .unavailable(reason: "busy"))
    _ = try? await engine.recommendation(for: song)
    fingerprints.fail(with: nil)
    #expect(
      try await engine.recommendation(for: song)
        == ProfileCatalogue.two.recommendation(for: .sample()))
  }

  @Test func `a cancelled call fails as cancelled, and nothing is cached`() async {
    let fingerprints = FakeFingerprintProvider(["/song.flac": .sample()])
    let cache = NotingCache()
    let engine = RecommendationEngine(
      fingerprints: fingerprints, profiles: FixedProfileProvider(.two), cache: cache)
    fingerprints.hold()
    let call = Task { try await engine.recommendation(for: song) }
    await fingerprints.analysisIsAsked(times: 1)
    call.cancel()
    await #expect(throws: RecommendationFailure.fingerprint(.cancelled)) { try await call.value }
    #expect(cache.analysisKeys.isEmpty)
  }
}

extension FingerprintFailure {
  fileprivate static let samples: [FingerprintFailure] = [
    .audio(.notFound(path: "/song.flac")),
    .audio(.notAFile(path: "/song.flac", kind: .folder)),
    .audio(.unreadable(path: "/song.flac", reason: SystemReason(code: 13, text: "denied"))),
    .audio(.unsupportedFormat(path: "/song.flac", reason: .emptyFile)),
    .audio(.truncatedAudio(path: "/song.flac", atSeconds: 1, ofSeconds: 2)),
    .emptyAudio(path: "/song.flac"),
    .nonFiniteSamples(path: "/song.flac", channel: 1, frame: 99),
    .invalid(path: "/song.flac", InvalidFingerprint(metric: .crest, value: .infinity)),
    .unavailable(reason: "busy"),
    .cancelled,
  ]
}
