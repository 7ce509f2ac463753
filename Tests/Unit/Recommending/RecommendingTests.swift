import MasteringModel
import ProviderTesting
import Recommending
import Testing

@Suite struct RecommendingTests {
  // MARK: Single or hybrid

  @Test(arguments: [
    (0.0, false), (0.25, false), (0.5.nextDown, false), (0.5, false), (0.5.nextUp, true),
    (0.75, true), (1, true),
  ])
  func `a best score of one half is blended only for a threshold above it`(
    _ threshold: Double, _ isHybrid: Bool
  ) {
    let recommendation = recommendation(for: [("a", 0.5), ("b", 0.25)], threshold: threshold)
    #expect(recommendation.isHybrid == isHybrid)
    #expect(recommendation.settings.confidenceThreshold == threshold)
  }

  @Test func `a single recommendation changes what its profile targets`() {
    let targets = ProcessingTargets.sample(
      loudnessChangeDB: -0.3, crestChangeDB: 0.7, centroidChangeHz: 33)
    let catalogue = ProfileCatalogue.sample([.scoring(0.5, id: "a", targets: targets)])
    let recommendation = catalogue.recommendation(for: .zero)
    #expect(recommendation.kind == .single)
    #expect(recommendation.predictedChange == targets.change)
  }

  @Test func `the other profiles are alternatives in rank order`() {
    let recommendation = recommendation(for: [("a", 0.25), ("b", 0.75), ("c", 0.5)], threshold: 0)
    #expect(recommendation.primaryProfile.id == "b")
    #expect(recommendation.alternatives.map(\.profile.id) == ["c", "a"])
  }

  @Test func `a profile that alone scores is not blended`() {
    let recommendation = recommendation(for: [("a", 0), ("b", 0.25), ("c", 0)], threshold: 1)
    #expect(recommendation.kind == .single)
    #expect(recommendation.primaryProfile.id == "b")
    #expect(recommendation.confidence == 0.25)
  }

  @Test func `with a top-k of 1, the profile is not blended`() {
    let recommendation = recommendation(
      for: [("a", 0.125), ("b", 0.25)], threshold: 1, topK: 1)
    #expect(recommendation.kind == .single)
    #expect(recommendation.primaryProfile.id == "b")
    #expect(recommendation.alternatives.isEmpty)
  }

  @Test(arguments: ["ab", "ba"])
  func `of two equal profiles, the first in the catalogue is primary`(_ order: String) {
    let recommendation = recommendation(for: order.map { (String($0), 0.25) }, threshold: 1)
    #expect(recommendation.primaryProfile.id == String(order.prefix(1)))
    #expect(recommendation.weightedProfiles.map(\.weight) == [0.5, 0.5])
  }

  @Test func `a perfect match is single at any threshold`() {
    #expect(recommendation(for: [("a", 1), ("b", 1)], threshold: 1).kind == .single)
  }

  // MARK: Blending

  @Test func `a blend weights each profile by its share of the scores`() {
    let recommendation = recommendation(
      for: [("a", 0.125), ("b", 0.25), ("c", 0.125)], threshold: 1)
    #expect(recommendation.weightedProfiles.map(\.profile.id) == ["b", "a", "c"])
    #expect(recommendation.weightedProfiles.map(\.weight) == [0.5, 0.25, 0.25])
  }

  @Test func `only ranked profiles are blended`() {
    let recommendation = recommendation(
      for: [("a", 0.25), ("b", 0.25), ("c", 0.125)], threshold: 1, topK: 2)
    #expect(recommendation.weightedProfiles.map(\.profile.id) == ["a", "b"])
    #expect(recommendation.weightedProfiles.map(\.weight) == [0.5, 0.5])
  }

  @Test func `a blend makes the weighted mean of its members' changes`() {
    let catalogue = ProfileCatalogue.sample([
      .scoring(
        0.375, id: "a",
        targets: .sample(loudnessChangeDB: 4, crestChangeDB: -8, centroidChangeHz: 400)),
      .scoring(
        0.125, id: "b",
        targets: .sample(loudnessChangeDB: -4, crestChangeDB: 0, centroidChangeHz: 200)),
    ])
    let recommendation = catalogue.recommendation(
      for: .zero, settings: .sample(confidenceThreshold: 1))
    #expect(
      recommendation.predictedChange
        == PredictedChange(loudnessDB: 2, crestDB: -6, centroidHz: 350))
  }

  /// Three weights of one third are 0.333… each; three times 0.1 of that is more than 0.1.
  @Test func `rounding does not take equal targets beyond their value`() {
    let recommendation = recommendation(
      for: [("a", 0.25), ("b", 0.25), ("c", 0.25)], threshold: 1,
      targets: .sample(loudnessChangeDB: 0.1, crestChangeDB: -0.1, centroidChangeHz: 1e308))
    #expect(
      recommendation.predictedChange
        == PredictedChange(loudnessDB: 0.1, crestDB: -0.1, centroidHz: 1e308))
  }

  @Test func `a blend of the largest targets is finite`() {
    let largest = Double.greatestFiniteMagnitude
    let recommendation = recommendation(
      for: [("a", 0.25), ("b", 0.25), ("c", 0.25)], threshold: 1,
      targets: .sample(
        loudnessChangeDB: largest, crestChangeDB: -largest, centroidChangeHz: largest))
    #expect(
      recommendation.predictedChange
        == PredictedChange(loudnessDB: largest, crestDB: -largest, centroidHz: largest))
  }

  // MARK: Nothing fits

  @Test func `if nothing scores, nothing is changed, with no confidence`() {
    let recommendation = recommendation(for: [("a", 0), ("b", 0)], threshold: 0)
    #expect(recommendation.kind == .fallback)
    #expect(recommendation.confidence == 0)
    #expect(recommendation.predictedChange == .none)
    #expect(recommendation.ranking.isEmpty)
  }

  @Test(arguments: [0, 0.4, 1])
  func `no threshold turns a fallback into a blend`(_ threshold: Double) {
    #expect(recommendation(for: [("a", 0), ("b", 0)], threshold: threshold).kind == .fallback)
  }

  @Test func `the quiet reference is named if nothing scores`() {
    let quiet = "quiet-reference-modernization-v1"
    #expect(
      recommendation(for: [("a", 0), (quiet, 0)], threshold: 0).primaryProfile.id == quiet)
  }

  @Test func `without a quiet reference, the first profile is named if nothing scores`() {
    #expect(recommendation(for: [("b", 0), ("a", 0)], threshold: 0).primaryProfile.id == "b")
  }

  // MARK: Request

  @Test func `a recommendation contains its fingerprint and its settings`() {
    let settings = RecommendationSettings.sample(confidenceThreshold: 0.3, topK: 7)
    let recommendation = ProfileCatalogue.sample().recommendation(for: .zero, settings: settings)
    #expect(recommendation.fingerprint == .zero)
    #expect(recommendation.settings == settings)
  }

  @Test func `the default settings are the standard ones`() {
    #expect(ProfileCatalogue.sample().recommendation(for: .zero).settings == .standard)
  }

  private func recommendation(
    for scores: [(String, Double)], threshold: Double, topK: Int = 3,
    targets: ProcessingTargets = .sample()
  ) -> Recommendation {
    let profiles = scores.map { Profile.scoring($0.1, id: $0.0, targets: targets) }
    return ProfileCatalogue.sample(profiles).recommendation(
      for: .zero, settings: .sample(confidenceThreshold: threshold, topK: topK))
  }
}
