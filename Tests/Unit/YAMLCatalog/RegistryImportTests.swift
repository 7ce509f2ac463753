import MasteringModel
import ProfileCatalog
import ProviderTesting
import Testing
import YAMLCatalog

@Suite struct RegistryImportTests {
  @Test func `a copy of a built-in profile is refused, a newer version is accepted`() throws {
    let id = "warm-masters-spectral-v1"
    let same = BuiltInProfiles.registry.importing(yaml: ProfileText.with(id: id))
    #expect(same.added.isEmpty)
    #expect(
      same.causes == [
        .profile(
          InvalidProfile(
            profileID: id, field: "version", reason: .duplicateVersion(.sample("1.0"))))
      ])
    // The built-in profile is in no file.
    #expect(try #require(same.problems.first).earlierPlace == nil)
    #expect(same.problems.first?.line == 1)

    let newer = BuiltInProfiles.registry.importing(yaml: ProfileText.with(id: id, version: "1.1"))
    #expect(newer.problems.isEmpty)
    #expect(newer.registry.profiles.map(\.id) == BuiltInProfiles.all.map(\.id))
    #expect(newer.registry[id]?.name == "Test")
    #expect(newer.registry.history(of: id).count == 2)
  }

  @Test func `all versions of a profile can be written and read back`() throws {
    let registry = try ProfileRegistry(["1.0", "1.1", "1.2"].map { .sample(version: $0) })
    let history = registry.history(of: "sample-v1")
    let result = imported(ProfileYAML.text(of: history))
    #expect(result.registry.history(of: "sample-v1") == history)
  }

  @Test func `of many problems the first thousand are kept, and all are counted`() {
    let lines = (0..<1_500).map { _ in "  - ~\n" }.joined()
    let result = ProfileRegistry().importing(yaml: "profiles:\n" + lines)
    #expect(result.problemCount == 1_500)
    #expect(result.problems.map(\.line) == (2...1_001).map { $0 })
  }
}
