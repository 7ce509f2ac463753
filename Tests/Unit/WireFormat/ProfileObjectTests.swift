import MasteringModel
import ProfileCatalog
import ProviderTesting
import StrictJSON
import TestArguments
import Testing
import WireFormat

@Suite struct ProfileObjectTests {
  private static let whole = Profile.sample(
    detectionRules: .sample(spectralCentroidHz: 2000...3000),
    processingTargets: .sample(targetLoudnessDBFS: -12), releaseType: "live", genreHint: "rock",
    eraEstimate: 1985)

  @Test(arguments: [Labelled("whole", whole), Labelled("least", .sample())])
  func `a written profile is read back as the same profile`(
    _ profile: Labelled<Profile>
  ) throws {
    #expect(try Profile(json: profile.value.payload) == profile.value)
  }

  @Test func `a field that is null counts as absent`() throws {
    let members = try #require(Profile.sample().payload.members)
    let profile = try Profile(json: .object(members + [.init("genre_hint", .null)]))
    #expect(profile == .sample())
  }

  /// A change to the full profile's text, and the field and reason of the refusal.
  private static let mistakes: [(text: String, by: String, field: String, reason: String)] = [
    (#""name":"Sample""#, #""nom":"Sample""#, "nom", "unknown_field"),
    (#""tracks":1"#, #""tracks":1,"more":2"#, "training.more", "unknown_field"),
    (#""name":"Sample","#, "", "name", "missing"),
    (#""name":"Sample""#, #""name":" ""#, "name", "empty"),
    (#""profile_id":"sample-v1""#, #""profile_id":"a b""#, "profile_id", "not_an_identifier"),
    (#""version":"1.0""#, #""version":"one""#, "version", "not_a_version"),
    (#""version":"1.0""#, #""version":1.0"#, "version", "wrong_kind"),
    ("[11.0,15.0]", "[15.0,11.0]", "detection_rules.crest_db", "inverted_range"),
    ("[11.0,15.0]", "[11.0]", "detection_rules.crest_db", "one_sided_range"),
    ("[11.0,15.0]", "[11.0,null]", "detection_rules.crest_db", "one_sided_range"),
    ("[11.0,15.0]", "[11.0,1e999]", "detection_rules.crest_db", "not_finite"),
    ("[11.0,15.0]", "[-1.7e308,1.7e308]", "detection_rules.crest_db", "not_finite"),
    ("[11.0,15.0]", #"["11.0",15.0]"#, "detection_rules.crest_db", "wrong_kind"),
    (#""tracks":1"#, #""tracks":-1"#, "training.tracks", "negative"),
    (#""tracks":1"#, #""tracks":1.5"#, "training.tracks", "wrong_kind"),
    (#""confidence":0.8"#, #""confidence":1.5"#, "confidence", "outside"),
    (#""confidence":0.8"#, #""confidence":1e999"#, "confidence", "not_finite"),
    (#""confidence":0.8"#, #""confidence":true"#, "confidence", "wrong_kind"),
  ]

  @Test(arguments: mistakes)
  func `an invalid field is refused with its reason`(
    text: String, by: String, field: String, reason: String
  ) throws {
    let json = Self.whole.payload.text()
    try #require(json.contains(text))
    let changed = try JSON.parse(json.replacing(text, with: by))
    let refusal = #expect(throws: InvalidProfile.self) { _ = try Profile(json: changed) }
    #expect(refusal?.field == field)
    #expect(refusal?.reason.name == reason)
  }

  @Test(arguments: [JSON.null, .array([]), .integer(5)])
  func `anything but an object is not a profile`(_ json: JSON) {
    #expect(throws: InvalidProfile.self) { _ = try Profile(json: json) }
  }
}
