import MasteringModel
import ProfileCatalog
import Testing
import YAMLCatalog

@Suite struct YAMLDocumentTests {
  @Test func `a document can be one profile`() throws {
    let profile = try #require(imported(ProfileText.with()).added.first)
    #expect(profile.id == "test-v1")
    #expect(profile.name == "Test")
    #expect(profile.version.description == "1.0")
    #expect(profile.description == "A test.")
    #expect(profile.detectionRules.loudnessDBFS.lowerBound == -15)
    #expect(profile.detectionRules.crestDB.upperBound == 12)
    #expect(profile.detectionRules.zeroCrossingRate.lowerBound == 0.07)
    #expect(profile.detectionRules.spectralCentroidHz?.upperBound == 4200)
    #expect(
      profile.processingTargets.change
        == PredictedChange(loudnessDB: -3.1, crestDB: 0, centroidHz: -77.5))
    #expect(profile.processingTargets.targetLoudnessDBFS == -14)
    #expect(profile.training == TrainingSource(source: "Someone", tracks: 9))
    #expect(profile.confidence == 0.92)
    #expect(profile.releaseType == "live")
    #expect(profile.genreHint == "rock")
    #expect(profile.eraEstimate == 1987)
  }

  @Test func `a document can be a list of profiles`() {
    let result = imported(ProfileText.list(["b", "a", "c"].map { ProfileText.with(id: $0) }))
    #expect(result.problems.isEmpty)
    #expect(result.registry.profiles.map(\.id) == ["b", "a", "c"])
  }

  @Test func `a text can contain several documents, some of them empty`() {
    let text =
      "---\n" + ProfileText.with(id: "a") + "---\n---\n"
      + ProfileText.list([ProfileText.with(id: "b"), ProfileText.with(id: "c")])
      + "...\n---\n# nothing\n"
    let result = imported(text)
    #expect(result.problems.isEmpty)
    #expect(result.registry.profiles.map(\.id) == ["a", "b", "c"])
  }

  @Test func `an optional field may be missing or null`() throws {
    let lacking = [4: "", 9: "", 14: "", 19: "release_type: null", 20: "genre_hint: ~", 21: ""]
    let profile = try #require(imported(ProfileText.with(lacking)).added.first)
    #expect(profile.description.isEmpty)
    #expect(profile.detectionRules.spectralCentroidHz == nil)
    #expect(profile.processingTargets.targetLoudnessDBFS == nil)
    #expect(profile.releaseType == nil)
    #expect(profile.genreHint == nil)
    #expect(profile.eraEstimate == nil)
  }

  @Test(arguments: [
    ("version: 1.10", "1.10"), ("version: 2", "2"), ("version: \"1.0\"", "1.0"),
    ("version: 1.2.3", "1.2.3"), ("version: !!str 1.10", "1.10"),
  ])
  func `a version is the text exactly as written`(_ line: String, _ expected: String) {
    let result = imported(ProfileText.with([3: line]))
    #expect(result.added.map(\.version.description) == [expected])
  }

  @Test(arguments: [
    ("1", 1.0), ("0.5", 0.5), ("0.0", 0), ("5e-1", 0.5), ("5E-01", 0.5),
    ("0.30000000000000004", 0.1 + 0.2), ("-0.0", -0.0), ("1e-999", 0),
  ])
  func `a number is read to the last bit`(_ text: String, _ expected: Double) {
    let result = imported(ProfileText.with([18: "confidence: \(text)"]))
    #expect(result.problems.isEmpty)
    #expect(result.added.map(\.confidence.bitPattern) == [expected.bitPattern])
  }

  @Test(arguments: [
    "key", "rock & roll", "R&B", "yesterday", "1987 remaster", "- dash", "a: b", "# no comment",
    "naïve", "\u{1F3B8}",
  ])
  func `a quoted text is the content of the quotes`(_ text: String) {
    let result = imported(ProfileText.with([20: "genre_hint: \"\(text)\""]))
    #expect(result.added.map(\.genreHint) == [text])
  }

  @Test(arguments: ["\r\n", "\r"])
  func `line breaks of other systems count as lines`(_ lineBreak: String) {
    let lines = ProfileText.with([18: "confidence: 2"]).split(separator: "\n")
    let result = imported(lines.joined(separator: lineBreak))
    #expect(result.problems.map(\.line) == [18])
  }

  @Test func `a byte order mark is skipped`() {
    #expect(imported("\u{FEFF}" + ProfileText.with()).problems.isEmpty)
  }

  @Test(arguments: [
    ("name: [", 2, 1), ("a: b: c", 1, 5), ("name: \"x", 2, 1), ("\tname: x", 1, 1),
    ("a: 'b' 'c'", 1, 8), ("%YAML 3.0\n---\na: b", 1, 1), ("a: \u{7}", 1, 4),
  ])
  func `a syntax error refuses the text with its line and column`(
    _ text: String, _ line: Int, _ column: Int
  ) throws {
    let result = imported(ProfileText.with(id: "a") + "---\n" + text + "\n")
    try #require(result.problems.count == 1)
    guard case .file(.syntax(let words)) = result.problems.first?.cause else {
      Issue.record("\(result.problems)")
      return
    }
    #expect(!words.isEmpty)
    #expect(result.problems.first?.line == line + 22)
    #expect(result.problems.first?.column == column)
    #expect(result.registry.profiles.isEmpty)
  }

  @Test(arguments: ["", "\n", "# a comment\n", "---\n---\n", "profiles: []\n", "profiles:\n"])
  func `a text without a profile is empty`(_ text: String) {
    #expect(imported(text).causes == [.file(.empty)])
  }

  @Test(arguments: [
    ("just a text", "text"), ("- a\n- b", "list"), ("42", "number"), ("profiles: 42", "number"),
    ("profiles: {a: b}", "mapping"),
  ])
  func `a document must be a profile or a list of them`(_ text: String, _ found: String) {
    #expect(imported(text).causes == [.file(.notProfiles(found: found))])
  }

  @Test func `no other keys are allowed beside profiles`() {
    let result = imported("profiles: []\nversion: 3\n")
    #expect(
      result.causes == [
        .profile(InvalidProfile(profileID: nil, field: "version", reason: .unknownField))
      ])
    #expect(result.problems.first?.line == 2)
  }

  @Test func `the same version twice in a text is refused, with a reference to the first`() throws {
    let text = ProfileText.list([
      ProfileText.with(id: "a"), ProfileText.with(id: "b"),
      ProfileText.with(id: "a", version: "1"), ProfileText.with(id: "a", version: "1.1"),
    ])
    let result = imported(text, file: "f.yaml")
    let version = try #require(ProfileVersion("1.0"))
    #expect(
      result.problems == [
        ProfileProblem(
          place: SourcePlace(file: "f.yaml", line: 44, column: 3),
          cause: .profile(
            InvalidProfile(
              profileID: "a", field: "version", reason: .duplicateVersion(version))),
          earlierPlace: SourcePlace(file: "f.yaml", line: 2, column: 3))
      ])
    #expect(result.registry.history(of: "a").map(\.version.description) == ["1.0", "1.1"])
  }
}
