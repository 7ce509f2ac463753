import MasteringModel
import ProviderTesting
import Recommending
import Testing

@Suite struct RecommendationEngineTests {
  private let song = AnalysisRequest(path: "/song.flac")

  @Test func `a file is measured and compared with the profiles`() async throws {
    let analysis = TrackAnalysis.sample(fingerprint: .sample(loudnessDBFS: -13))
    let engine = RecommendationEngine(
      fingerprints: FakeFingerprintProvider(["/song.flac": analysis]),
      profiles: FixedProfileProvider(.two))
    let settings = RecommendationSettings.sample(confidenceThreshold: 1, topK: 2)
    #expect(
      try await engine.recommendation(for: song, settings: settings)
        == ProfileCatalogue.two.recommendation(for: analysis.fingerprint, settings: settings))
  }

  @Test func `a fingerprint is compared without any analysis`() async throws {
    let fingerprints = FakeFingerprintProvider()
    let cache = NotingCache()
    let engine = RecommendationEngine(
      fingerprints: fingerprints, profiles: FixedProfileProvider(.two), cache: cache)
    #expect(
      try await engine.recommendation(for: .zero) == ProfileCatalogue.two.recommendation(for: .zero)
    )
    #expect(fingerprints.analysisCount == 0 && fingerprints.keyCount == 0)
    #expect(cache.analysisKeys.isEmpty)
  }

  @Test func `the provider gets exactly the engine's request`() async throws {
    let fingerprints = FakeFingerprintProvider(["/song.flac": .sample()])
    let engine = RecommendationEngine(
      fingerprints: fingerprints, profiles: FixedProfileProvider(.two))
    let request = AnalysisRequest(
      path: "/song.flac", window: .sample(seconds: 7), allowsPartialAudio: true)
    _ = try await engine.recommendation(for: request)
    #expect(fingerprints.requests == [request])
  }

  @Test func `progress is passed on`() async throws {
    let engine = RecommendationEngine(
      fingerprints: FakeFingerprintProvider(["/song.flac": .sample(analysedSeconds: 60)]),
      profiles: FixedProfileProvider(.two), cache: NotingCache())
    let progress = Notes<AnalysisProgress>()
    _ = try await engine.recommendation(for: song) { progress.add($0) }
    #expect(progress.all.map(\.analysedSeconds) == [0, 60])
  }

  @Test func `the catalogue is the provider's`() async throws {
    let engine = RecommendationEngine(
      fingerprints: FakeFingerprintProvider(), profiles: FixedProfileProvider(.two))
    #expect(try await engine.catalogue() == .two)
  }

  // MARK: Without a cache

  @Test func `without a cache, no key is needed`() async throws {
    let fingerprints = FakeFingerprintProvider(["/song.flac": .sample()])
    let engine = RecommendationEngine(
      fingerprints: fingerprints, profiles: FixedProfileProvider(.two))
    _ = try await engine.recommendation(for: song)
    _ = try await engine.analysis(for: song)
    #expect(fingerprints.keyCount == 0)
  }

  @Test func `without a cache, every call analyses the file`() async throws {
    let fingerprints = FakeFingerprintProvider(["/song.flac": .sample()])
    let engine = RecommendationEngine(
      fingerprints: fingerprints, profiles: FixedProfileProvider(.two))
    _ = try await engine.recommendation(for: song)
    _ = try await engine.recommendation(for: song)
    _ = try await engine.analysis(for: song)
    #expect(fingerprints.analysisCount == 3)
  }
}
