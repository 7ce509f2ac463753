import Foundation
import MasteringModel
import ProviderTesting
import TestArguments
import Testing

@Suite struct RecommendationCodingTests {
  private static let ranking: [RankedProfile] = [
    .sample(.sample(id: "a"), score: 0.375), .sample(.sample(id: "b"), score: 0.125),
  ]
  private static let hybrid = Recommendation.sample(
    ranking: ranking,
    kind: .hybrid([
      WeightedProfile(profile: ranking[0].profile, weight: 0.75),
      WeightedProfile(profile: ranking[1].profile, weight: 0.25),
    ]), predictedChange: PredictedChange(loudnessDB: -0.1, crestDB: 1e-300, centroidHz: 1 / 3))

  private static let weighted = Recommendation.sample(
    settings: .sample(weighting: .dimension), ranking: ranking, kind: hybrid.kind,
    predictedChange: hybrid.predictedChange,
    blend: Blend(
      source: .dimension,
      members: [
        Blend.Member(
          profile: ranking[0].profile,
          weights: DimensionWeights(loudness: 0.75, crest: 1, spectralCentroid: 0)),
        Blend.Member(
          profile: ranking[1].profile,
          weights: DimensionWeights(loudness: 0.25, crest: 0, spectralCentroid: 1)),
      ], predictedChange: PredictedChange(loudnessDB: 1, crestDB: 2, centroidHz: 3)))

  private func written(_ value: some Encodable) throws -> [String: Any] {
    let object = try JSONSerialization.jsonObject(with: JSONEncoder().encode(value))
    return try #require(object as? [String: Any])
  }

  private func read<Value: Decodable>(_ type: Value.Type, _ object: [String: Any]) throws -> Value {
    try JSONDecoder().decode(type, from: JSONSerialization.data(withJSONObject: object))
  }

  @Test(arguments: [
    Labelled(
      "a single one",
      Recommendation.sample(ranking: [.sample(.sample(id: "a"), score: 0.1 + 0.2)])),
    Labelled("a blend", hybrid), Labelled("a blend with weights for each change", weighted),
    Labelled(
      "a fallback",
      Recommendation.sample(
        ranking: [], primaryProfile: .sample(id: "quiet"), kind: .fallback,
        predictedChange: .some(.none))),
  ])
  func `a recommendation survives coding`(_ given: Labelled<Recommendation>) throws {
    let text = try JSONEncoder().encode(given.value)
    #expect(try JSONDecoder().decode(Recommendation.self, from: text) == given.value)
  }

  /// Replacements for a member of the blend above.
  static let contradictions: [Labelled<String>] = [
    Labelled("weights that do not sum to 1", #"{"weights": [0.75, 0.5]}"#),
    Labelled("weights that do not descend", #"{"weights": [0.25, 0.75]}"#),
    Labelled("a weight for no profile", #"{"weights": [0.5, 0.25, 0.25]}"#),
    Labelled("a weight of 0", #"{"weights": [1, 0]}"#),
    Labelled("no weights below the threshold", #"{"weights": null}"#),
    Labelled(
      "a blend at the threshold",
      #"{"settings": {"confidence_threshold": 0.375, "top_k": 3}}"#),
    Labelled(
      "more profiles than were asked for",
      #"{"settings": {"confidence_threshold": 0.4, "top_k": 1}}"#),
    Labelled(
      "a threshold outside 0…1", #"{"settings": {"confidence_threshold": 1.5, "top_k": 3}}"#),
    Labelled(
      "a blend whose weights do not sum to 1",
      #"{"blend": {"source": "dimension", "predicted_change": {"loudness_change_db": 0, "#
        + #""crest_change_db": 0, "centroid_change_hz": 0}, "weights": [{"loudness": 0.5, "#
        + #""crest": 0.5, "spectral_centroid": 0.5}, {"loudness": 0.5, "crest": 0.5, "#
        + #""spectral_centroid": 0.24}]}}"#),
    Labelled("nothing ranked and no fallback", #"{"ranking": [], "weights": null}"#),
  ]

  @Test(arguments: contradictions)
  func `a recommendation that contradicts itself is refused`(_ wrong: Labelled<String>) throws {
    var object = try written(Self.hybrid)
    let change = try JSONSerialization.jsonObject(with: Data(wrong.value.utf8))
    for (key, value) in try #require(change as? [String: Any]) { object[key] = value }
    #expect(throws: DecodingError.self) { try read(Recommendation.self, object) }
  }

  @Test func `a recommendation whose ranking does not descend is refused`() throws {
    var object = try written(Self.hybrid)
    object["ranking"] = Array(try #require(object["ranking"] as? [Any]).reversed())
    #expect(throws: DecodingError.self) { try read(Recommendation.self, object) }
  }

  @Test func `an analysis survives coding, even with an unknown length`() throws {
    for analysis in [TrackAnalysis.sample(), .sample(durationSeconds: nil, isPartial: true)] {
      let text = try JSONEncoder().encode(analysis)
      #expect(try JSONDecoder().decode(TrackAnalysis.self, from: text) == analysis)
    }
  }

  @Test func `a profile survives coding`() throws {
    let full = Profile.sample(
      version: "1.10",
      detectionRules: .sample(spectralCentroidHz: 0...22_050),
      processingTargets: .sample(targetLoudnessDBFS: -18.5),
      releaseType: "live", genreHint: "", eraEstimate: -1)
    for profile in [.sample(), full] {
      let text = try JSONEncoder().encode(profile)
      #expect(try JSONDecoder().decode(Profile.self, from: text) == profile)
    }
  }

  @Test func `a refused profile reports why`() throws {
    var object = try written(Profile.sample())
    object["confidence"] = 2
    let error = #expect(throws: DecodingError.self) { try read(Profile.self, object) }
    guard case .dataCorrupted(let context)? = error else {
      Issue.record("another refusal: \(String(describing: error))")
      return
    }
    #expect(
      context.underlyingError as? InvalidProfile
        == InvalidProfile(profileID: "sample-v1", field: "confidence", reason: .outside(2, 0, 1)))
  }

  @Test(arguments: ["[1]", "[1, 2, 3]", "[2, 1]", "1"])
  func `an invalid range is refused`(_ text: String) {
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(MetricRange.self, from: Data(text.utf8))
    }
  }

  @Test func `a fingerprint without one of its metrics is refused`() throws {
    var object = try written(Fingerprint.sample())
    object["peak_dbfs"] = nil
    #expect(throws: DecodingError.self) { try read(Fingerprint.self, object) }
  }
}
