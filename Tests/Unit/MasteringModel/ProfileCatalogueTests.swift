import MasteringModel
import ProviderTesting
import Testing

@Suite struct ProfileCatalogueTests {
  @Test func `a catalogue without profiles is refused`() {
    #expect(throws: InvalidCatalogue.empty) { try ProfileCatalogue([]) }
  }

  @Test func `a duplicate id is refused by name`() {
    #expect(throws: InvalidCatalogue.duplicateID("b")) {
      try ProfileCatalogue([
        .sample(id: "a"), .sample(id: "b"), .sample(id: "b", name: "Other", version: "2"),
      ])
    }
  }

  @Test func `ids that differ only in case are two ids`() throws {
    let catalogue = try ProfileCatalogue([.sample(id: "a"), .sample(id: "A")])
    #expect(catalogue.profiles.map(\.id) == ["a", "A"])
  }

  @Test func `the order is kept`() {
    let catalogue = ProfileCatalogue.sample(["c", "a", "b"].map { .sample(id: $0) })
    #expect(catalogue.profiles.map(\.id) == ["c", "a", "b"])
  }

  @Test func `the quiet reference is the fallback wherever it is`() {
    let quiet = "quiet-reference-modernization-v1"
    let catalogue = ProfileCatalogue.sample([.sample(id: "a"), .sample(id: quiet)])
    #expect(catalogue.fallback.id == quiet)
  }

  @Test func `without the quiet reference the first profile is the fallback`() {
    let catalogue = ProfileCatalogue.sample([.sample(id: "b"), .sample(id: "a")])
    #expect(catalogue.fallback.id == "b")
  }

  @Test func `a profile is found by its id`() {
    let catalogue = ProfileCatalogue.sample([.sample(id: "a"), .sample(id: "b", name: "B")])
    #expect(catalogue["b"]?.name == "B")
    #expect(catalogue["c"] == nil)
  }

  @Test func `a catalogue has the version of its profiles`() {
    let profiles: [Profile] = [.sample(id: "a"), .sample(id: "b")]
    #expect(ProfileCatalogue.sample(profiles).version == CatalogueVersion(of: profiles))
  }
}
