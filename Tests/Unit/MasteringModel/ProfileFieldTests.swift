import MasteringModel
import ProviderTesting
import Testing

/// The description of a profile's fields, from which all formats are read and written.
@Suite struct ProfileFieldTests {
  private static let whole = Profile.sample(
    detectionRules: .sample(spectralCentroidHz: 2000...3000),
    processingTargets: .sample(targetLoudnessDBFS: -12), releaseType: "live", genreHint: "rock",
    eraEstimate: 1985)

  private static func values(of profile: Profile) -> [ProfileField: ProfileField.Value] {
    ProfileField.allCases.reduce(into: [:]) { $0[$1] = profile[field: $1] }
  }

  @Test(arguments: ProfileField.allCases)
  func `a field holds a value of its kind`(_ field: ProfileField) throws {
    let value = try #require(Self.whole[field: field])
    let isOfKind =
      switch (field.kind, value) {
      case (.text, .text), (.version, .version), (.number, .number), (.integer, .integer),
        (.range, .range):
        true
      default: false
      }
    #expect(isOfKind)
  }

  @Test(arguments: [whole, .sample()])
  func `a profile can be recreated from its fields`(_ profile: Profile) throws {
    #expect(try Profile(Self.values(of: profile)) == profile)
  }

  @Test(arguments: ProfileField.allCases.filter { !$0.isOptional })
  func `a missing required field is refused`(_ field: ProfileField) {
    var values = Self.values(of: Self.whole)
    values[field] = nil
    let refusal = #expect(throws: InvalidProfile.self) { try Profile(values) }
    #expect(refusal?.field == field.rawValue)
    #expect(refusal?.reason == .missing)
  }

  @Test(arguments: ProfileField.allCases.filter(\.isOptional))
  func `a missing optional field is accepted`(_ field: ProfileField) throws {
    var values = Self.values(of: Self.whole)
    values[field] = nil
    let profile = try Profile(values)
    #expect(profile[field: field] == (field == .description ? .text("") : nil))
    for other in ProfileField.allCases where other != field {
      #expect(profile[field: other] == Self.whole[field: other])
    }
  }

  @Test(arguments: ProfileField.allCases)
  func `profiles that differ in any field have different versions`(_ field: ProfileField) throws {
    let other: ProfileField.Value =
      switch field.kind {
      case .text: .text("another")
      case .version: .version(try #require(ProfileVersion("7.5")))
      case .number: .number(0.123)
      case .integer: .integer(77)
      case .range: .range(try MetricRange(1, 2))
      }
    var values = Self.values(of: Self.whole)
    values[field] = other
    #expect(
      CatalogueVersion(of: [try Profile(values)]) != CatalogueVersion(of: [Self.whole]))
  }

  @Test func `fields are nested as in the files`() {
    let keys = ProfileField.entries.map(\.key)
    #expect(
      keys == [
        "profile_id", "name", "version", "description", "detection_rules", "processing_targets",
        "training", "confidence", "release_type", "genre_hint", "era_estimate",
      ])
    let inner = ProfileField.entries.flatMap { entry in
      if case .part(_, let fields) = entry { fields.map(\.key) } else { [String]() }
    }
    #expect(
      inner == [
        "loudness_dbfs", "crest_db", "zero_crossing_rate", "spectral_centroid_hz",
        "loudness_change_db", "crest_change_db", "centroid_change_hz", "target_loudness_dbfs",
        "source", "tracks",
      ])
  }
}
