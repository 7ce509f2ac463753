import MasteringModel
import ProviderTesting
import Testing

@Suite struct RecommendationTests {
  private let ranking: [RankedProfile] = [
    .sample(.sample(id: "a"), score: 0.25), .sample(.sample(id: "b"), score: 0.125),
  ]

  @Test func `the confidence is the score of the best profile`() {
    #expect(Recommendation.sample(ranking: ranking).confidence == 0.25)
  }

  @Test func `an empty ranking has no confidence`() {
    #expect(Recommendation.sample(ranking: [], kind: .fallback).confidence == 0)
  }

  @Test func `the alternatives are the ranked profiles after the first`() {
    let alternatives = Recommendation.sample(ranking: ranking).alternatives
    #expect(alternatives.map(\.profile.id) == ["b"])
  }

  @Test func `an empty ranking has no alternatives`() {
    #expect(Recommendation.sample(ranking: [], kind: .fallback).alternatives.isEmpty)
  }

  @Test func `a single recommendation has no weights`() {
    let single = Recommendation.sample(ranking: ranking)
    #expect(single.weightedProfiles.isEmpty)
    #expect(!single.isHybrid)
    #expect(!single.isFallback)
  }

  @Test func `a hybrid returns its weights unchanged`() {
    let weights = ranking.map { WeightedProfile(profile: $0.profile, weight: 0.5) }
    let hybrid = Recommendation.sample(ranking: ranking, kind: .hybrid(weights))
    #expect(hybrid.weightedProfiles == weights)
    #expect(hybrid.isHybrid)
    #expect(!hybrid.isFallback)
  }

  @Test func `a fallback is not a hybrid`() {
    let fallback = Recommendation.sample(ranking: [], kind: .fallback)
    #expect(fallback.isFallback)
    #expect(!fallback.isHybrid)
    #expect(fallback.weightedProfiles.isEmpty)
  }
}
