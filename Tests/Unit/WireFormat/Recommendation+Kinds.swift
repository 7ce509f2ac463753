import MasteringModel
import ProviderTesting
import Recommending
import TestArguments

extension Recommendation {
  static let single = Recommendation.sample(
    ranking: [.sample(.a, score: 0.5), .sample(.b, score: 0.25)])

  static let hybrid = Recommendation.sample(
    settings: .sample(confidenceThreshold: 1, topK: 2),
    ranking: [.sample(.a, score: 0.375), .sample(.b, score: 0.125)],
    kind: .hybrid([
      WeightedProfile(profile: .a, weight: 0.75), WeightedProfile(profile: .b, weight: 0.25),
    ]),
    predictedChange: PredictedChange(loudnessDB: 1.25, crestDB: -2, centroidHz: 1e-7))

  static let fallback = Recommendation.sample(
    settings: .sample(confidenceThreshold: 0, topK: 1), ranking: [], primaryProfile: .a,
    kind: .fallback, predictedChange: PredictedChange.none)

  static let kinds = [
    Labelled("single", single), Labelled("hybrid", hybrid), Labelled("fallback", fallback),
  ]
}

extension Profile {
  static let a = Profile.sample(
    id: "a", name: "A",
    processingTargets: .sample(loudnessChangeDB: -1, crestChangeDB: 0, centroidChangeHz: 300))
  static let b = Profile.sample(id: "b", name: "B \"quoted\"")
}
