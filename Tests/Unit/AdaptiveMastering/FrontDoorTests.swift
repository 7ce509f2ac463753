import AdaptiveMastering
import AudioFixtures
import Foundation
import Testing

/// What an app can do with the single import.
@Suite struct FrontDoorTests {
  private let recording = URL(filePath: Repository.example("drum_roll.flac"))

  @Test func `an engine made in one line answers for a URL`() async throws {
    let engine = RecommendationEngine()
    let recommendation = try await engine.recommendation(for: AnalysisRequest(recording))
    let measured = try await engine.analysis(for: AnalysisRequest(path: recording.path()))
    #expect(recommendation == BuiltInProfiles.catalogue.recommendation(of: measured))
    #expect(recommendation.truePeakDBTP != nil)
  }

  @Test func `a file name may contain characters that a URL escapes`() async throws {
    try await withTemporaryFolder { folder in
      let bytes = [UInt8](try Data(contentsOf: recording))
      let path = try folder.file("50 % ü#?.flac", bytes)
      _ = try await RecommendationEngine().recommendation(for: AnalysisRequest(URL(filePath: path)))
    }
  }

  @Test func `a URL that is not a file URL finds nothing, whatever is at its path`() async throws {
    let elsewhere = try #require(URL(string: "https://example.com" + recording.path()))
    await #expect(
      throws: RecommendationFailure.fingerprint(
        .audio(.notFound(path: elsewhere.absoluteString)))
    ) {
      try await RecommendationEngine().recommendation(for: AnalysisRequest(elsewhere))
    }
  }

  @Test func `profiles and a database can be opened by URL`() async throws {
    try await withTemporaryFolder { folder in
      let profiles = URL(
        filePath: try folder.file("mine.yaml", text: ProfileYAML.text(of: BuiltInProfiles.all)))
      let provider = YAMLProfileProvider.load(profiles)
      #expect(provider.problems.isEmpty)
      let cache = SQLiteCache(url: URL(filePath: folder.path(of: "cache.sqlite")))
      let engine = RecommendationEngine(profiles: provider, cache: cache, workers: 1)
      _ = try await engine.recommendation(for: AnalysisRequest(recording))
      #expect(try await cache.statistics().analyses == 1)
      await cache.close()
    }
  }
}
