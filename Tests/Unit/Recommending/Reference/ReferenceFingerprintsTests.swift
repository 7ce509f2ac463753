import MasteringModel
import ProfileCatalog
import Recommending
import Testing

/// The 240 fingerprints of `Tests/Golden/reference/fingerprints.ndjson`.
@Suite struct ReferenceFingerprintsTests {
  @Test(arguments: try ReferenceLine.all())
  func `all seven scores are the reference's to the last bit`(_ line: ReferenceLine) throws {
    let fingerprint = try line.fingerprint()
    let scores = BuiltInProfiles.all.map {
      ReferenceScore(
        profileID: $0.id, score: $0.detectionRules.similarity(to: fingerprint).score)
    }
    #expect(scores == line.scores)
  }

  @Test(arguments: try ReferenceLine.all())
  func `the ranking is the reference's scores above zero, best first`(
    _ line: ReferenceLine
  ) throws {
    let ranking = BuiltInProfiles.catalogue.ranked(for: try line.fingerprint(), topK: line.topK)
    #expect(
      ranking.map { ReferenceScore(profileID: $0.profile.id, score: $0.similarity.score) }
        == line.ranking)
  }

  @Test(arguments: try ReferenceLine.all())
  func `the weighted recommendation is the reference's except for two decisions`(
    _ line: ReferenceLine
  ) throws {
    let recommendation = BuiltInProfiles.catalogue.recommendation(
      for: try line.fingerprint(), settings: line.settings)
    #expect(recommendation.differences(from: line.weighted.applying(line.decision)) == [])
    #expect(recommendation.isFallback == (line.decision == .fallback))
  }

  @Test(arguments: try ReferenceLine.all().filter { $0.decision == .fallback })
  func `if nothing scores, the quiet reference is named and nothing changes`(
    _ line: ReferenceLine
  ) throws {
    let recommendation = BuiltInProfiles.catalogue.recommendation(
      for: try line.fingerprint(), settings: line.settings)
    #expect(recommendation.isFallback)
    #expect(recommendation.confidence == 0)
    #expect(recommendation.primaryProfile.id == "quiet-reference-modernization-v1")
    #expect(recommendation.predictedChange == .none)
    #expect(recommendation.ranking.isEmpty)
  }

  @Test(arguments: try ReferenceLine.all().filter { $0.decision == .hybridOfOne })
  func `a lone profile is recommended by itself, with its own targets`(
    _ line: ReferenceLine
  ) throws {
    let recommendation = BuiltInProfiles.catalogue.recommendation(
      for: try line.fingerprint(), settings: line.settings)
    let only = try #require(line.weighted.members?.first)
    let profile = try #require(BuiltInProfiles.catalogue[only.profileID])
    #expect(recommendation.kind == .single)
    #expect(recommendation.primaryProfile == profile)
    #expect(recommendation.predictedChange == profile.processingTargets.change)
  }

  /// This keeps the exceptions from hiding more than they should.
  @Test func `the decisions apply to exactly 39 of 240 lines`() throws {
    let lines = try ReferenceLine.all()
    #expect(lines.map(\.id) == Array(0..<240))
    #expect(lines.count { $0.decision == .fallback } == 19)
    #expect(lines.count { $0.decision == .hybridOfOne } == 20)
    let others = lines.filter { $0.decision == .none }
    #expect(others.count { $0.weighted.isHybrid == false } == 91)
    #expect(others.count { $0.weighted.isHybrid == true } == 110)
  }

  @Test(arguments: [(2, 19), (3, 26), (4, 23), (5, 21), (6, 12), (7, 9)])
  func `the lines include blends of two to seven profiles`(_ members: Int, _ lines: Int) throws {
    let found = try ReferenceLine.all().count { $0.weighted.members?.count == members }
    #expect(found == lines)
  }

  @Test func `the lines include ties, one of which decides the primary profile`() throws {
    let lines = try ReferenceLine.all()
    let tied = lines.filter { line in
      let scores = line.scores.map(\.score).filter { $0 > 0 }
      return Set(scores).count < scores.count
    }
    #expect(tied.count == 15)
    #expect(
      lines.count { $0.ranking.count > 1 && $0.ranking[0].score == $0.ranking[1].score } == 1)
  }
}
