import MasteringModel
import ProviderTesting
import Recommending
import Testing

@Suite struct DimensionBlendingTests {
  private func recommendation(
    _ profiles: [Profile], weighting: Weighting = .dimension, threshold: Double = 1
  ) throws -> Recommendation {
    ProfileCatalogue.sample(profiles).recommendation(
      for: .zero,
      settings: try RecommendationSettings(confidenceThreshold: threshold, weighting: weighting))
  }

  /// A profile that matches zero in the named metrics and is far from it in the others.
  private static func alike(
    in metrics: Set<String>, id: String, _ change: PredictedChange, centroid: Bool = true
  ) -> Profile {
    let range = { (name: String, half: Double) -> ClosedRange<Double> in
      metrics.contains(name) ? -half...half : 100 * half...102 * half
    }
    return .sample(
      id: id,
      detectionRules: .sample(
        loudnessDBFS: range("loudness", 2), crestDB: range("crest", 2),
        zeroCrossingRate: range("noise", 1),
        spectralCentroidHz: centroid ? range("centroid", 128) : nil),
      processingTargets: ProcessingTargets(change: change))
  }

  @Test func `each change is decided by the profiles that match in its dimension`() throws {
    let recommendation = try recommendation([
      Self.alike(
        in: ["loudness"], id: "loud",
        PredictedChange(loudnessDB: 1, crestDB: 2, centroidHz: 4)),
      Self.alike(
        in: ["crest"], id: "crest",
        PredictedChange(loudnessDB: -8, crestDB: -16, centroidHz: -32)),
    ])
    let blend = try #require(recommendation.blend)
    #expect(blend.members.map(\.weights.loudness) == [1, 0])
    #expect(blend.members.map(\.weights.crest) == [0, 1])
    // Neither matches in the centroid, so the scores decide, and they are equal.
    #expect(blend.members.map(\.weights.spectralCentroid) == [0.5, 0.5])
    #expect(
      blend.predictedChange == PredictedChange(loudnessDB: 1, crestDB: -16, centroidHz: -14))
    #expect(recommendation.recommendedChange == blend.predictedChange)
  }

  @Test func `the plain weights are unchanged`() throws {
    let profiles = [
      Profile.scoring(0.375, id: "a", targets: .sample(loudnessChangeDB: 4)),
      Profile.scoring(0.125, id: "b", targets: .sample(loudnessChangeDB: -4)),
    ]
    let plain = try recommendation(profiles, weighting: .plain)
    let weighted = try recommendation(profiles)
    #expect(plain.blend == nil)
    #expect(plain.recommendedChange == plain.predictedChange)
    #expect(weighted.kind == plain.kind)
    #expect(weighted.predictedChange == plain.predictedChange)
    #expect(weighted.ranking == plain.ranking)
    // 0.375² : 0.125² = 9 : 1
    #expect(weighted.blend?.members.map(\.weights.loudness) == [0.9, 0.1])
  }

  @Test func `a profile without a range for the centroid uses its score there`() throws {
    let change = PredictedChange(loudnessDB: 0, crestDB: 0, centroidHz: 0)
    let blend = try #require(
      try recommendation([
        Self.alike(in: ["loudness", "crest"], id: "a", change, centroid: false),
        Self.alike(in: ["centroid"], id: "b", change),
      ]).blend)
    // 2/3 · 2/3 and 1/4 · 1: 16 and 9 parts of 25.
    let weights = blend.members.map(\.weights.spectralCentroid)
    #expect(abs(weights[0] - 0.64) < 1e-15)
    #expect(abs(weights[1] - 0.36) < 1e-15)
  }

  @Test(arguments: [0.0, 0.25])
  func `a single has no blend`(_ threshold: Double) throws {
    let single = try recommendation(
      [.scoring(0.25, id: "a"), .scoring(0.125, id: "b")], threshold: threshold)
    #expect(single.kind == .single)
    #expect(single.blend == nil)
  }

  @Test func `a fallback has no blend`() throws {
    #expect(try recommendation([.scoring(0, id: "a"), .scoring(0, id: "b")]).blend == nil)
  }
}
