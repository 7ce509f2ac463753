import Learning
import MasteringModel
import ProviderTesting
import Testing

@Suite struct BlendSuggestionsTests {
  private func hybrid(_ parts: [(String, Double)]) -> Recommendation {
    .sample(
      ranking: parts.map { .sample(.sample(id: $0.0), score: $0.1 / 4) },
      kind: .hybrid(
        parts.map { WeightedProfile(profile: .sample(id: $0.0, name: "\($0.0) - x"), weight: $0.1) }
      ))
  }

  @Test func `common combinations are suggested with the medians of their weights`() throws {
    var found = BlendSuggestions()
    for weight in [0.5, 0.6, 0.9] { found.add(hybrid([("a", weight), ("b", 1 - weight)])) }
    found.add(hybrid([("b", 0.75), ("a", 0.25)]))
    found.add(hybrid([("a", 0.5), ("c", 0.5)]))
    found.add(.sample())
    let suggestions = found.suggestions()
    #expect(suggestions.count == 1)
    let only = try #require(suggestions.first)
    #expect(only.tracks == 4)
    #expect(found.tracks == 6)
    // Medians of 0.5, 0.6, 0.9 and 0.25, and of the remainders: 0.55 and 0.45.
    #expect(only.blend.members.map(\.profileID) == ["a", "b"])
    #expect(abs(only.blend.members[0].weight - 0.55) < 1e-12)
    #expect(only.blend.name == "a + b")
  }

  @Test func `without common combinations, nothing is suggested`() {
    var found = BlendSuggestions()
    found.add(hybrid([("a", 0.5), ("b", 0.5)]))
    #expect(found.suggestions().isEmpty)
    #expect(found.suggestions(fewest: 1).count == 1)
  }
}
