import Foundation
import MasteringModel
import ProfileCatalog
import ProviderTesting
import Testing
import YAMLCatalog

@Suite struct BuiltInProfilesTests {
  /// The catalogue of the original: `Tests/Golden/reference/profiles.json`.
  private static let referencePath = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Golden/reference/profiles.json").path(percentEncoded: false)

  @Test func `the built-in profiles are those of the original, in its order`() throws {
    let result = ProfileRegistry().importing(contentsOf: Self.referencePath)
    #expect(result.problems.isEmpty)
    let reference = result.registry.profiles
    try #require(reference.map(\.id) == BuiltInProfiles.all.map(\.id))
    for (builtIn, original) in zip(BuiltInProfiles.all, reference) {
      #expect(builtIn.name == original.name)
      #expect(builtIn.version.description == original.version.description)
      #expect(builtIn.detectionRules == original.detectionRules)
      #expect(builtIn.processingTargets == original.processingTargets)
      #expect(builtIn.training == original.training)
      #expect(builtIn.confidence == original.confidence)
      #expect(builtIn.releaseType == original.releaseType)
      #expect(builtIn.genreHint == original.genreHint)
      #expect(builtIn.eraEstimate == original.eraEstimate)
    }
  }

  @Test(arguments: BuiltInProfiles.all.map(\.id))
  func `a built-in profile describes what it does`(_ id: String) throws {
    let description = try #require(BuiltInProfiles.catalogue[id]).description
    #expect(description.count > 80)
    #expect(!description.contains("\n"))
    #expect(!description.contains("  "))
    #expect(description.hasSuffix("."))
  }

  @Test func `when nothing fits, the quiet reference is chosen`() {
    #expect(BuiltInProfiles.catalogue.fallback.id == "quiet-reference-modernization-v1")
  }

  @Test func `the built-in registry is the built-in catalogue`() throws {
    #expect(try BuiltInProfiles.registry.catalogue() == BuiltInProfiles.catalogue)
  }

  @Test func `the built-in provider keeps its promises`() async {
    let broken = await ProfileProviderContract { BuiltInProfileProvider() }.check()
    #expect(broken.isEmpty, "\(broken)")
  }
}
