import MasteringModel
import ProviderTesting
import Recommending
import Testing

@Suite struct RankingTests {
  @Test func `profiles are ranked by their scores, best first`() {
    #expect(ids(of: [("a", 0.25), ("b", 0.75), ("c", 0.5)]) == ["b", "c", "a"])
  }

  @Test func `a profile that scores nothing is not ranked`() {
    #expect(ids(of: [("a", 0), ("b", 0x1p-40), ("c", 0)]) == ["b"])
  }

  @Test(arguments: ["abcd", "dcba", "bdac"])
  func `profiles with equal scores keep the order of the catalogue`(_ order: String) {
    #expect(ids(of: order.map { (String($0), 0.5) }, topK: 4).joined() == order)
  }

  @Test func `equals beyond the last place are left out from the end`() {
    #expect(ids(of: [("a", 0.5), ("b", 0.5), ("c", 0.5)], topK: 2) == ["a", "b"])
  }

  @Test func `a better profile pushes the last of the equals out`() {
    #expect(ids(of: [("a", 0.5), ("b", 0.5), ("c", 0.75)], topK: 2) == ["c", "a"])
  }

  @Test(arguments: [
    (-1, 0), (0, 0), (.min, 0), (1, 1), (2, 2), (3, 3), (4, 3), (.max, 3),
  ])
  func `as many profiles are ranked as are wanted and there`(_ topK: Int, _ count: Int) {
    #expect(ids(of: [("a", 0.25), ("b", 0.75), ("c", 0.5)], topK: topK).count == count)
  }

  @Test func `an ulp decides`() {
    let ahead = Profile.scoring(0.5 + 0x1p-40, id: "ahead")
    let catalogue = ProfileCatalogue.sample([.scoring(0.5, id: "behind"), ahead])
    #expect(catalogue.ranked(for: .zero, topK: 2).map(\.profile.id) == ["ahead", "behind"])
  }

  @Test func `a ranked profile comes with its similarity`() {
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
