import MasteringModel
import ProviderTesting
import TestArguments
import Testing

@Suite struct CatalogueVersionTests {
  @Test func `a version is written in sixteen hexadecimal digits`() {
    #expect(CatalogueVersion(digest: 0).description == "0000000000000000")
    #expect(CatalogueVersion(digest: 0xbeef).description == "000000000000beef")
    #expect(CatalogueVersion(digest: .max).description == "ffffffffffffffff")
  }

  @Test func `the digest of no bytes is the offset basis of FNV-1a`() {
    // draft-eastlake-fnv, 64-bit offset_basis.
    #expect(CatalogueVersion(of: []).description == "cbf29ce484222325")
  }

  /// A Python program laid out the bytes and computed FNV-1a over them.
  @Test func `the digest is FNV-1a of the fields`() {
    #expect(CatalogueVersion(of: [.plain]).description == "086a9076ac83d6bb")
    #expect(CatalogueVersion(of: [.full, .plain]).description == "ce704e3896f576eb")
  }

  @Test func `equal content has an equal version`() {
    // Created anew, so that only the content is shared.
    #expect(CatalogueVersion(of: [.plain, .full]) == CatalogueVersion(of: [.plain, .full]))
  }

  @Test func `the order of profiles matters`() {
    #expect(CatalogueVersion(of: [.plain, .full]) != CatalogueVersion(of: [.full, .plain]))
  }

  @Test func `an additional profile gives a different version`() {
    #expect(CatalogueVersion(of: [.plain]) != CatalogueVersion(of: [.plain, .full]))
  }

  @Test(arguments: changes)
  func `a change in any field gives a different version`(_ change: Labelled<Profile>) {
    #expect(CatalogueVersion(of: [change.value]) != CatalogueVersion(of: [.sample()]))
  }

  @Test func `each change gives its own version`() {
    let versions = changes.map { CatalogueVersion(of: [$0.value]) }
    #expect(Set(versions).count == changes.count)
  }

  @Test func `zero and minus zero are the same number`() {
    let plus = Profile.sample(processingTargets: .sample(crestChangeDB: 0))
    let minus = Profile.sample(processingTargets: .sample(crestChangeDB: -0.0))
    #expect(CatalogueVersion(of: [plus]) == CatalogueVersion(of: [minus]))
  }

  @Test func `a field cannot be mistaken for its neighbour, whatever bytes its text has`() {
    // A layout that ends texts with a zero byte would write both of these the same way.
    let one = Profile.sample(name: "a\u{0}\u{1}1.0", version: "2.0", description: "x")
    let other = Profile.sample(name: "a", version: "1.0", description: "2.0\u{0}\u{1}x")
    #expect(CatalogueVersion(of: [one]) != CatalogueVersion(of: [other]))
  }

  @Test func `a missing text is not an empty one`() {
    let missing = Profile.sample(releaseType: nil, genreHint: "")
    let empty = Profile.sample(releaseType: "", genreHint: nil)
    #expect(CatalogueVersion(of: [missing]) != CatalogueVersion(of: [empty]))
  }
}

/// The sample profile with one field changed.
private let changes: [Labelled<Profile>] = [
  Labelled("id", .sample(id: "other")),
  Labelled("name", .sample(name: "Other")),
  Labelled("version", .sample(version: "1.1")),
  Labelled("description", .sample(description: "Other.")),
  Labelled("lower loudness", .sample(detectionRules: .sample(loudnessDBFS: -17 ... -12))),
  Labelled("upper loudness", .sample(detectionRules: .sample(loudnessDBFS: -16 ... -11))),
  Labelled("lower crest", .sample(detectionRules: .sample(crestDB: 10...15))),
  Labelled("upper crest", .sample(detectionRules: .sample(crestDB: 11...16))),
  Labelled(
    "lower zero-crossing rate", .sample(detectionRules: .sample(zeroCrossingRate: 0.05...0.09))),
  Labelled(
    "upper zero-crossing rate",
    .sample(detectionRules: .sample(zeroCrossingRate: 0.06...(0.09).nextUp))),
  Labelled("centroid", .sample(detectionRules: .sample(spectralCentroidHz: 2800...3600))),
  Labelled("centroid of zero", .sample(detectionRules: .sample(spectralCentroidHz: 0...0))),
  Labelled("loudness change", .sample(processingTargets: .sample(loudnessChangeDB: 1))),
  Labelled("crest change", .sample(processingTargets: .sample(crestChangeDB: -0.5))),
  Labelled("centroid change", .sample(processingTargets: .sample(centroidChangeHz: 101))),
  Labelled("target loudness", .sample(processingTargets: .sample(targetLoudnessDBFS: -14))),
  Labelled("target loudness of zero", .sample(processingTargets: .sample(targetLoudnessDBFS: 0))),
  Labelled("training source", .sample(training: TrainingSource(source: "Other", tracks: 1))),
  Labelled(
    "training tracks",
    .sample(training: TrainingSource(source: "Nobody - Nothing (2000)", tracks: 2))),
  Labelled("confidence", .sample(confidence: 0.81)),
  Labelled("release type", .sample(releaseType: "live")),
  Labelled("genre", .sample(genreHint: "live")),
  Labelled("era", .sample(eraEstimate: 1987)),
  Labelled("era of zero", .sample(eraEstimate: 0)),
]

extension Profile {
  /// Without any optional field.
  fileprivate static let plain = Profile.sample(
    id: "p", name: "Plain", version: "1.0", description: "",
    detectionRules: .sample(loudnessDBFS: -16 ... -12, crestDB: 11...15, zeroCrossingRate: 0...1),
    processingTargets: .sample(loudnessChangeDB: -1, crestChangeDB: 0.5, centroidChangeHz: 100),
    training: TrainingSource(source: "s", tracks: 1), confidence: 0.5)

  /// With every field.
  fileprivate static let full = Profile.sample(
    id: "f", name: "Für 🎸", version: "1.10", description: "d",
    detectionRules: .sample(
      loudnessDBFS: -16 ... -12, crestDB: 11...15, zeroCrossingRate: 0...1,
      spectralCentroidHz: 0...4000),
    processingTargets: .sample(
      loudnessChangeDB: -0.0, crestChangeDB: 1e300, centroidChangeHz: -100,
      targetLoudnessDBFS: -14),
    training: TrainingSource(source: "", tracks: 0), confidence: 1, releaseType: "live",
    genreHint: "rock", eraEstimate: -1)
}
