import MasteringModel
import ProfileCatalog
import Recommending
import Testing

/// What the comparisons with the reference detect.
@Suite struct ReferenceSensitivityTests {
  @Test(arguments: [
    Mistake("primary_profile_id") { $0.primaryProfileID = "bright-masters-spectral-v2" },
    Mistake("confidence_score") { $0.confidence = $0.confidence.nextUp },
    Mistake("predicted_loudness_change") { $0.loudnessChangeDB = $0.loudnessChangeDB.nextUp },
    Mistake("predicted_crest_change") { $0.crestChangeDB = $0.crestChangeDB.nextDown },
    Mistake("predicted_centroid_change") { $0.centroidChangeHz = $0.centroidChangeHz.nextUp },
    Mistake("is_hybrid") { $0.isHybrid = false },
    Mistake("weights") { $0.members?[2].weight *= 1.0.nextUp },
    Mistake("profile_ids") { $0.members?[2].profileID = "bright-masters-spectral-v1" },
  ])
  func `a wrong field, even by one ulp, is detected under its name`(_ mistake: Mistake) throws {
    let line = try #require(
      try ReferenceLine.all().first { $0.weighted.members?.count == 3 })
    let recommendation = BuiltInProfiles.catalogue.recommendation(
      for: try line.fingerprint(), settings: line.settings)
    var reference = line.weighted
    try #require(recommendation.differences(from: reference) == [])
    mistake.make(&reference)
    let differences = recommendation.differences(from: reference)
    #expect(differences.count == 1)
    #expect(differences.first?.hasPrefix("\(mistake.field) is ") == true)
  }

  @Test func `a missing member is detected`() throws {
    let line = try #require(try ReferenceLine.all().first { $0.weighted.members?.count == 3 })
    let recommendation = BuiltInProfiles.catalogue.recommendation(
      for: try line.fingerprint(), settings: line.settings)
    var reference = line.weighted
    reference.members?.removeLast()
    #expect(recommendation.differences(from: reference).count == 2)
  }

  @Test(arguments: [Decision.fallback, .hybridOfOne])
  func `a line without its decision is detected`(_ decision: Decision) throws {
    let lines = try ReferenceLine.all().filter { $0.decision == decision }
    let unnoticed = try lines.filter { line in
      let recommendation = BuiltInProfiles.catalogue.recommendation(
        for: try line.fingerprint(), settings: line.settings)
      return recommendation.differences(from: line.weighted).isEmpty
    }
    #expect(unnoticed.map(\.id) == [])
  }

  @Test(arguments: WrongMean.allCases)
  func `scores summed in a different order are detected`(_ mean: WrongMean) throws {
    let noticed = try ReferenceLine.all().filter { line in
      let fingerprint = try line.fingerprint()
      let scores = BuiltInProfiles.all.map {
        mean.score(of: $0.detectionRules.similarity(to: fingerprint))
      }
      return scores != line.scores.map(\.score)
    }
    #expect(!noticed.isEmpty)
  }

  @Test func `a ranking that gives ties to the later profile is detected`() throws {
    let lines = try ReferenceLine.all()
    let reversed = try ProfileCatalogue(BuiltInProfiles.all.reversed())
    let noticed = try lines.filter { line in
      let ranking = reversed.ranked(for: try line.fingerprint(), topK: line.topK)
      return ranking.map(\.profile.id) != line.ranking.map(\.profileID)
    }
    #expect(!noticed.isEmpty)
  }

  @Test func `a blend summed from right to left is detected`() throws {
    let lines = try ReferenceLine.all().filter { line in
      let members = try (line.weighted.members ?? []).map { member in
        let profile = try #require(BuiltInProfiles.catalogue[member.profileID])
        return profile.processingTargets.change.loudnessDB * member.weight
      }
      return members.count > 1 && members.reversed().reduce(0, +) != line.weighted.loudnessChangeDB
    }
    #expect(!lines.isEmpty)
  }

  /// A change to a reference's recommendation, and the field that must be reported.
  struct Mistake: Sendable, CustomTestStringConvertible {
    let field: String
    let make: @Sendable (inout ReferenceRecommendation) -> Void

    init(
      _ field: String, _ make: @escaping @Sendable (inout ReferenceRecommendation) -> Void
    ) {
      self.field = field
      self.make = make
    }

    var testDescription: String { field }
  }

  /// Ways to compute the mean that are mathematically equal.
  enum WrongMean: CaseIterable {
    case fromToneToLoudness, noiseBeforeCrest, timesTheInverse

    func score(of similarity: Similarity) -> Double {
      let (loudness, crest) = (similarity.loudness, similarity.crest)
      let (noise, tone) = (similarity.zeroCrossingRate, similarity.spectralCentroid)
      let count = tone == nil ? 3.0 : 4
      return switch self {
      case .fromToneToLoudness: ((tone ?? 0) + noise + crest + loudness) / count
      case .noiseBeforeCrest: (loudness + noise + crest + (tone ?? 0)) / count
      case .timesTheInverse: (loudness + crest + noise + (tone ?? 0)) * (1 / count)
      }
    }
  }
}
