import MasteringModel
import ProviderTesting
import Recommending
import Testing

@Suite struct RecommendationDifferenceTests {
  private let now = Recommendation.sample(predictedChange: change())

  private static func change(
    loudness: Double = 1, crest: Double = 0, centroid: Double = 0
  ) -> PredictedChange {
    PredictedChange(loudnessDB: loudness, crestDB: crest, centroidHz: centroid)
  }

  @Test func `a recommendation does not differ from itself, or from one with another confidence`() {
    let then = Recommendation.sample(
      ranking: [.sample(score: 0.5)], predictedChange: Self.change())
    #expect(!now.differs(from: now))
    #expect(!now.differs(from: then) && !then.differs(from: now))
  }

  @Test func `another profile, a blend and a fallback differ`() {
    let other = Profile.sample(id: "other")
    let blend = Recommendation.Kind.hybrid([WeightedProfile(profile: .sample(), weight: 1)])
    for then in [
      Recommendation.sample(primaryProfile: other, predictedChange: Self.change()),
      .sample(kind: blend, predictedChange: Self.change()),
      .sample(kind: .fallback, predictedChange: Self.change()),
    ] {
      #expect(now.differs(from: then) && then.differs(from: now))
    }
  }

  @Test func `two fallbacks recommend nothing, whichever profile comes first`() {
    let one = Recommendation.sample(kind: .fallback, predictedChange: Self.change())
    let two = Recommendation.sample(
      primaryProfile: .sample(id: "other"), kind: .fallback, predictedChange: Self.change())
    #expect(!one.differs(from: two))
  }

  @Test(arguments: [
    (change(loudness: 1.5), true), (change(loudness: 1.5.nextDown), false),
    (change(crest: -0.5), true), (change(crest: 0.5.nextDown), false),
    (change(centroid: -100), true), (change(centroid: 100.0.nextDown), false),
  ])
  func `changes differ if that is audible`(_ change: PredictedChange, _ isDifferent: Bool) {
    let then = Recommendation.sample(predictedChange: change)
    #expect(now.differs(from: then) == isDifferent)
  }
}
