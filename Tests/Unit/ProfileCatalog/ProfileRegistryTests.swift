import MasteringModel
import ProfileCatalog
import ProviderTesting
import Testing

@Suite struct ProfileRegistryTests {
  @Test func `an empty registry is not a catalogue`() {
    #expect(throws: InvalidCatalogue.empty) { try ProfileRegistry().catalogue() }
  }

  @Test func `profiles keep the order in which they were added`() throws {
    let registry = try ProfileRegistry([.sample(id: "b"), .sample(id: "a")])
    #expect(registry.profiles.map(\.id) == ["b", "a"])
  }

  @Test func `a newer version replaces the older one`() throws {
    var registry = try ProfileRegistry([.sample(id: "a"), .sample(id: "b")])
    try registry.add(.sample(id: "a", name: "New", version: "1.10"))
    #expect(registry.profiles.map(\.id) == ["a", "b"])
    #expect(registry["a"]?.name == "New")
    #expect(registry.history(of: "a").map(\.version.description) == ["1.0", "1.10"])
  }

  @Test func `an older version is only added to the history`() throws {
    var registry = try ProfileRegistry([.sample(id: "a", version: "1.10")])
    try registry.add(.sample(id: "a", version: "1.9"))
    #expect(registry["a"]?.version.description == "1.10")
    #expect(registry.history(of: "a").map(\.version.description) == ["1.9", "1.10"])
  }

  @Test func `the history is oldest first, in whatever order versions are added`() throws {
    let versions = ["2", "1.0", "1.10", "0.9", "1.9"]
    let registry = try ProfileRegistry(versions.map { .sample(version: $0) })
    #expect(
      registry.history(of: "sample-v1").map(\.version.description)
        == ["0.9", "1.0", "1.9", "1.10", "2"])
  }

  @Test(arguments: [("1.0", "1.0"), ("1.0", "1"), ("1.1", "1.1.0.0")])
  func `the same version again is refused and changes nothing`(
    _ first: String, _ second: String
  ) throws {
    var registry = try ProfileRegistry([.sample(version: first)])
    let expected = InvalidProfile(
      profileID: "sample-v1", field: "version", reason: .duplicateVersion(.sample(second)))
    #expect(throws: expected) {
      try registry.add(.sample(name: "Other", version: second))
    }
    #expect(registry.profiles == [.sample(version: first)])
  }

  @Test func `a removed profile loses its history, and is appended if added again`() throws {
    var registry = try ProfileRegistry([
      .sample(id: "a"), .sample(id: "b"), .sample(id: "a", version: "2"),
    ])
    let removed = registry.remove(id: "a")
    #expect(removed.map(\.version.description) == ["1.0", "2"])
    #expect(registry.profiles.map(\.id) == ["b"])
    #expect(registry.history(of: "a").isEmpty)
    #expect(registry["a"] == nil)
    try registry.add(.sample(id: "a"))
    #expect(registry.profiles.map(\.id) == ["b", "a"])
  }

  @Test func `removing an unknown profile changes nothing`() throws {
    var registry = try ProfileRegistry([.sample()])
    #expect(registry.remove(id: "other").isEmpty)
    #expect(registry.profiles == [.sample()])
  }

  @Test func `a copy does not follow changes to the original`() throws {
    let before = try ProfileRegistry([.sample()])
    var after = before
    try after.add(.sample(id: "new"))
    #expect(before.profiles.count == 1)
  }
}
