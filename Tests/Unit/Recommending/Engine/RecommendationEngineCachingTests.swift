import MasteringModel
import ProviderTesting
import Recommending
import TestArguments
import Testing

@Suite struct RecommendationEngineCachingTests {
  private let song = AnalysisRequest(path: "/song.flac")
  private let fingerprints = FakeFingerprintProvider(["/song.flac": .sample()])
  private let cache = NotingCache()

  private func engine(_ catalogue: ProfileCatalogue = .two) -> RecommendationEngine {
    RecommendationEngine(
      fingerprints: fingerprints, profiles: FixedProfileProvider(catalogue), cache: cache)
  }

  // MARK: Hits

  @Test func `a second call gets the same answer without a new analysis`() async throws {
    let first = try await engine().recommendation(for: song)
    let second = try await engine().recommendation(for: song)
    #expect(second == first)
    #expect(fingerprints.analysisCount == 1)
  }

  @Test func `an analysis is cached under everything that could change it`() async throws {
    let settings = RecommendationSettings.sample(confidenceThreshold: 0.7, topK: 2)
    _ = try await engine().recommendation(for: song, settings: settings)
    #expect(cache.analysisKeys == [try await fingerprints.key(for: song)])
  }

  @Test func `recommendations use cached analyses, and the reverse`() async throws {
    #expect(try await engine().analysis(for: song) == .sample())
    _ = try await engine().recommendation(for: song)
    #expect(try await engine().analysis(for: song) == .sample())
    #expect(fingerprints.analysisCount == 1)
  }

  @Test func `a cached answer reports no progress`() async throws {
    let progress = Notes<AnalysisProgress>()
    _ = try await engine().recommendation(for: song)
    _ = try await engine().recommendation(for: song) { progress.add($0) }
    #expect(progress.all.isEmpty)
  }

  // MARK: Decision 6: a cached recommendation is for its own settings, not for the first ones requested

  @Test func `another threshold gets its own answer without a new analysis`() async throws {
    let strict = RecommendationSettings.sample(confidenceThreshold: 1)
    let lax = RecommendationSettings.sample(confidenceThreshold: 0)
    #expect(try await engine().recommendation(for: song, settings: strict).isHybrid)
    #expect(try await !engine().recommendation(for: song, settings: lax).isHybrid)
    #expect(try await engine().recommendation(for: song, settings: strict).isHybrid)
    #expect(fingerprints.analysisCount == 1)
  }

  @Test func `another profile count gets its own answer`() async throws {
    let one = try await engine().recommendation(for: song, settings: .sample(topK: 1))
    let two = try await engine().recommendation(for: song, settings: .sample(topK: 2))
    #expect([one, two].map(\.ranking.count) == [1, 2])
    #expect(fingerprints.analysisCount == 1)
  }

  @Test func `another catalogue gets its own answer without a new analysis`() async throws {
    _ = try await engine().recommendation(for: song)
    let other = ProfileCatalogue.sample([.sample(id: "other")])
    #expect(try await engine(other).recommendation(for: song).primaryProfile.id == "other")
    #expect(fingerprints.analysisCount == 1)
  }

  @Test func `a profile with other targets under the same id is another catalogue`() async throws {
    _ = try await engine(.sample([.sample()])).recommendation(for: song)
    let other = ProfileCatalogue.sample([
      .sample(processingTargets: .sample(loudnessChangeDB: 9))
    ])
    let recommendation = try await engine(other).recommendation(for: song)
    #expect(recommendation.predictedChange.loudnessDB == 9)
  }

  // MARK: Misses

  @Test func `a changed file is analysed again`() async throws {
    _ = try await engine().recommendation(for: song)
    let changed = TrackAnalysis.sample(fingerprint: .sample(loudnessDBFS: -17))
    fingerprints.set(
      changed, forPath: "/song.flac",
      identity: .sample(path: "/song.flac", modifiedAtNanoseconds: 2))
    let recommendation = try await engine().recommendation(for: song)
    #expect(recommendation.fingerprint == changed.fingerprint)
    #expect(fingerprints.analysisCount == 2)
  }

  @Test(arguments: [
    Labelled("window", AnalysisRequest(path: "/song.flac", window: .all)),
    Labelled("partial audio", AnalysisRequest(path: "/song.flac", allowsPartialAudio: true)),
  ])
  func `another window or partial audio is another analysis`(
    _ request: Labelled<AnalysisRequest>
  ) async throws {
    _ = try await engine().recommendation(for: song)
    _ = try await engine().recommendation(for: request.value)
    #expect(fingerprints.analysisCount == 2)
  }

  @Test func `another fingerprint definition is another analysis`() async throws {
    _ = try await engine().recommendation(for: song)
    let other = FakeFingerprintProvider(["/song.flac": .sample()], definition: "fake-2")
    _ = try await RecommendationEngine(
      fingerprints: other, profiles: FixedProfileProvider(.two), cache: cache
    ).recommendation(for: song)
    #expect(other.analysisCount == 1)
  }

  // MARK: Files that change

  @Test(arguments: [RestlessFingerprintProvider.Event.changes, .vanishes])
  func `a file that changes during analysis is answered but not cached`(
    _ event: RestlessFingerprintProvider.Event
  ) async throws {
    let engine = RecommendationEngine(
      fingerprints: RestlessFingerprintProvider(event), profiles: FixedProfileProvider(.two),
      cache: cache)
    #expect(
      try await engine.recommendation(for: song)
        == ProfileCatalogue.two.recommendation(for: .sample()))
    #expect(cache.analysisKeys.isEmpty)
  }

  @Test func `a file that keeps changing is analysed each time`() async throws {
    let restless = RestlessFingerprintProvider(.changes)
    let engine = RecommendationEngine(
      fingerprints: restless, profiles: FixedProfileProvider(.two), cache: cache)
    _ = try await engine.analysis(for: song)
    _ = try await engine.recommendation(for: song)
    #expect(restless.analysisCount == 2)
    #expect(cache.analysisKeys.isEmpty)
  }

  // MARK: Failing caches

  @Test(
    arguments: [
      ([CacheFailure.Operation.read], [.read]), ([.write], [.write]),
      ([.read, .write], [.read, .write]),
    ] as [(Set<CacheFailure.Operation>, [CacheFailure.Operation])])
  func `a failing cache costs no answer, and is reported`(
    _ failing: Set<CacheFailure.Operation>, _ told: [CacheFailure.Operation]
  ) async throws {
    let failures = Notes<CacheFailure>()
    let engine = RecommendationEngine(
      fingerprints: fingerprints, profiles: FixedProfileProvider(.two),
      cache: NotingCache(failing: failing), cacheFailed: { failures.add($0) })
    #expect(
      try await engine.recommendation(for: song)
        == ProfileCatalogue.two.recommendation(for: .sample()))
    #expect(failures.all == told.map { CacheFailure(operation: $0, reason: "broken") })
  }

  @Test func `a failing cache costs no analysis`() async throws {
    let failures = Notes<CacheFailure>()
    let engine = RecommendationEngine(
      fingerprints: fingerprints, profiles: FixedProfileProvider(.two),
      cache: NotingCache(failing: [.read, .write]), cacheFailed: { failures.add($0) })
    #expect(try await engine.analysis(for: song) == .sample())
    #expect(failures.all.map(\.operation) == [.read, .write])
  }

  @Test func `a working cache is not reported`() async throws {
    let failures = Notes<CacheFailure>()
    let engine = RecommendationEngine(
      fingerprints: fingerprints, profiles: FixedProfileProvider(.two), cache: cache,
      cacheFailed: { failures.add($0) })
    _ = try await engine.recommendation(for: song)
    _ = try await engine.recommendation(for: song)
    #expect(failures.all == [])
  }

  // MARK: Concurrency

  @Test func `sixty simultaneous calls each get their own answer`() async throws {
    let analyses = (0..<6).map {
      TrackAnalysis.sample(fingerprint: .sample(loudnessDBFS: -14 - Double($0) / 2))
    }
    for (index, analysis) in analyses.enumerated() {
      fingerprints.set(analysis, forPath: "/\(index).flac")
    }
    let engine = engine()
    let answers = try await withThrowingTaskGroup(of: (Int, Recommendation).self) { group in
      for call in 0..<60 {
        group.addTask {
          let path = "/\(call % 6).flac"
          return (call % 6, try await engine.recommendation(for: AnalysisRequest(path: path)))
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(answers.count == 60)
    #expect(
      answers.allSatisfy { index, answer in
        answer == ProfileCatalogue.two.recommendation(for: analyses[index].fingerprint)
      })
    #expect(cache.analysisKeys.count == 6)
  }

  @Test func `calls for one track do not wait for those for another`() async throws {
    fingerprints.set(.sample(), forPath: "/other.flac")
    let engine = engine()
    _ = try await engine.recommendation(for: song)
    fingerprints.hold()
    let other = Task { try await engine.recommendation(for: AnalysisRequest(path: "/other.flac")) }
    await fingerprints.analysisIsAsked(times: 2)
    // The other track is held; this one is cached.
    _ = try await engine.recommendation(for: song)
    fingerprints.release()
    #expect(try await other.value.fingerprint == .sample())
  }
}
