import MasteringModel
import ProviderTesting
import Recommending
import Testing

@Suite struct RankingTests {
  @Test func `profiles are ranked by their scores, best first`() {
    #expect(ids(of: [("a", 0.25), ("b", 0.75), ("c", 0.5)]) == ["b", "c", "a"])
  }

  @Test func `a profile that scores 0 is not ranked`() {
    #expect(ids(of: [("a", 0), ("b", 0x1p-40), ("c", 0)]) == ["b"])
  }

  @Test(arguments: ["abcd", "dcba", "bdac"])
  func `profiles with equal scores keep the order of the catalogue`(_ order: String) {
    #expect(ids(of: order.map { (String($0), 0.5) }, topK: 4).joined() == order)
  }

  @Test func `of equal profiles, the last are left out`() {
    #expect(ids(of: [("a", 0.5), ("b", 0.5), ("c", 0.5)], topK: 2) == ["a", "b"])
  }

  @Test func `a better profile displaces the last of the equal ones`() {
    #expect(ids(of: [("a", 0.5), ("b", 0.5), ("c", 0.75)], topK: 2) == ["c", "a"])
  }

  @Test(arguments: [
    (-1, 0), (0, 0), (.min, 0), (1, 1), (2, 2), (3, 3), (4, 3), (.max, 3),
  ])
  func `the ranking has the requested number of profiles if there are enough`(
    _ topK: Int, _ count: Int
  ) {
    #expect(ids(of: [("a", 0.25), ("b", 0.75), ("c", 0.5)], topK: topK).count == count)
  }

  @Test func `a difference of one ulp decides`() {
    let ahead = Profile.scoring(0.5 + 0x1p-40, id: "ahead")
    let catalogue = ProfileCatalogue.sample([.scoring(0.5, id: "behind"), ahead])
    #expect(catalogue.ranked(for: .zero, topK: 2).map(\.profile.id) == ["ahead", "behind"])
  }

  @Test func `a ranked profile has its similarity`() {
    let profile = Profile.scoring(0.25, id: "a")
    let ranking = ProfileCatalogue.sample([profile]).ranked(for: .zero, topK: 1)
    let similarity = Similarity(
      loudness: 0.25, crest: 0.25, zeroCrossingRate: 0.25, spectralCentroid: 0.25)
    #expect(ranking == [RankedProfile(profile: profile, similarity: similarity)])
  }

  private func ids(of scores: [(String, Double)], topK: Int = 3) -> [String] {
    let catalogue = ProfileCatalogue.sample(scores.map { .scoring($0.1, id: $0.0) })
    return catalogue.ranked(for: .zero, topK: topK).map(\.profile.id)
  }
}
