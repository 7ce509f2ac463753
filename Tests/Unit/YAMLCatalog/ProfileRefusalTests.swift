import MasteringModel
import ProfileCatalog
import Testing
import YAMLCatalog

/// A profile with one damaged line, and the expected problem.
struct RefusalCase: Sendable, CustomTestStringConvertible {
  let testDescription: String
  /// The changed lines, by number.
  let spoilt: [Int: String]
  let line: Int
  let column: Int
  let field: String
  let reason: InvalidProfile.Reason

  init(
    _ testDescription: String, _ line: Int, _ text: String, at column: Int, of field: String,
    _ reason: InvalidProfile.Reason, reportedAt reportedLine: Int? = nil,
    without removed: [Int] = []
  ) {
    self.testDescription = testDescription
    self.spoilt = removed.reduce(into: [line: text]) { $0[$1] = "" }
    self.line = reportedLine ?? line
    self.column = column
    self.field = field
    self.reason = reason
  }

  static let missing: [RefusalCase] = [
    .init("no name", 2, "", at: 1, of: "name", .missing, reportedAt: 1),
    .init("a name with nothing", 2, "name:", at: 6, of: "name", .missing),
    .init("a name that is null", 2, "name: ~", at: 7, of: "name", .missing),
    .init("no version", 3, "", at: 1, of: "version", .missing, reportedAt: 1),
    .init("no crest", 7, "", at: 3, of: "detection_rules.crest_db", .missing, reportedAt: 6),
    .init(
      "no loudness change", 11, "", at: 3, of: "processing_targets.loudness_change_db", .missing,
      reportedAt: 12),
    .init("no count of tracks", 17, "", at: 3, of: "training.tracks", .missing, reportedAt: 16),
    .init("no confidence", 18, "", at: 1, of: "confidence", .missing, reportedAt: 1),
  ]

  static let kinds: [RefusalCase] = [
    .init(
      "a number for a name", 2, "name: 123", at: 7, of: "name",
      .wrongKind(expected: "text", found: "number")),
    .init(
      "a list for a name", 2, "name: [a]", at: 7, of: "name",
      .wrongKind(expected: "text", found: "list")),
    .init(
      "a boolean for a genre", 20, "genre_hint: no", at: 13, of: "genre_hint",
      .wrongKind(expected: "text", found: "boolean")),
    .init(
      "a hexadecimal number for a genre", 20, "genre_hint: 0x1F", at: 13, of: "genre_hint",
      .wrongKind(expected: "text", found: "number in a notation that JSON lacks")),
    .init(
      "a tagged text for a genre", 20, "genre_hint: !mine rock", at: 13, of: "genre_hint",
      .wrongKind(expected: "text", found: "value tagged !mine")),
    .init(
      "yes for a number", 18, "confidence: yes", at: 13, of: "confidence",
      .wrongKind(expected: "number", found: "boolean")),
    .init(
      "a quoted number for a number", 18, "confidence: \"0.9\"", at: 13, of: "confidence",
      .wrongKind(expected: "number", found: "text")),
    .init(
      "a number with underscores", 18, "confidence: 0_1", at: 13, of: "confidence",
      .wrongKind(expected: "number", found: "number in a notation that JSON lacks")),
    .init(
      "a comma for a decimal point", 18, "confidence: 0,9", at: 13, of: "confidence",
      .wrongKind(expected: "number", found: "text")),
    .init(
      "a unit behind a number", 11, "  loudness_change_db: -3.1 dB", at: 23,
      of: "processing_targets.loudness_change_db",
      .wrongKind(expected: "number", found: "text")),
    .init(
      "a fraction for a year", 21, "era_estimate: 1987.5", at: 15, of: "era_estimate",
      .wrongKind(expected: "whole number", found: "number with a fraction")),
    .init(
      "a year beyond counting", 21, "era_estimate: 99999999999999999999", at: 15,
      of: "era_estimate", .beyondIntegers(1e20)),
    .init(
      "a count beyond binary64's integers", 17, "  tracks: 9007199254740992.0", at: 11,
      of: "training.tracks", .beyondIntegers(0x1p53)),
    .init(
      "a leading zero", 17, "  tracks: 01750", at: 11, of: "training.tracks",
      .wrongKind(expected: "whole number", found: "number in a notation that JSON lacks")),
    .init(
      "a plus sign", 18, "confidence: +0.5", at: 13, of: "confidence",
      .wrongKind(expected: "number", found: "number in a notation that JSON lacks")),
    .init(
      "nothing before the point", 18, "confidence: .5", at: 13, of: "confidence",
      .wrongKind(expected: "number", found: "number in a notation that JSON lacks")),
    .init(
      "nothing behind the point", 18, "confidence: 1.", at: 13, of: "confidence",
      .wrongKind(expected: "number", found: "number in a notation that JSON lacks")),
    .init(
      "nothing between the point and the exponent", 18, "confidence: 1.e-1", at: 13,
      of: "confidence",
      .wrongKind(expected: "number", found: "number in a notation that JSON lacks")),
    .init(
      "a number of another notation for a name", 2, "name: 01750", at: 7, of: "name",
      .wrongKind(expected: "text", found: "number in a notation that JSON lacks")),
    .init(
      "yes for a version", 3, "version: yes", at: 10, of: "version",
      .wrongKind(expected: "text", found: "boolean")),
    .init(
      "a text for the training", 15, "training: Someone", at: 11, of: "training",
      .wrongKind(expected: "mapping", found: "text"), without: [16, 17]),
    .init(
      "a list for the training", 15, "training: [Someone, 9]", at: 11, of: "training",
      .wrongKind(expected: "mapping", found: "list"), without: [16, 17]),
    .init(
      "a tagged version", 3, "version: !!float 1.0", at: 10, of: "version",
      .wrongKind(expected: "text", found: "value tagged tag:yaml.org,2002:float")),
    .init(
      "a list for a version", 3, "version: [1, 0]", at: 10, of: "version",
      .wrongKind(expected: "text", found: "list")),
  ]

  static let ranges: [RefusalCase] = [
    .init(
      "one bound", 6, "  loudness_dbfs: [-15]", at: 18, of: "detection_rules.loudness_dbfs",
      .oneSidedRange(bounds: 1)),
    .init(
      "one bound by its name", 6, "  loudness_dbfs: {min: -15}", at: 18,
      of: "detection_rules.loudness_dbfs", .oneSidedRange(bounds: 1)),
    .init(
      "a null bound", 6, "  loudness_dbfs: [null, -12]", at: 18,
      of: "detection_rules.loudness_dbfs", .oneSidedRange(bounds: 1)),
    .init(
      "no bounds", 6, "  loudness_dbfs: []", at: 18, of: "detection_rules.loudness_dbfs",
      .oneSidedRange(bounds: 0)),
    .init(
      "three bounds", 7, "  crest_db: [1, 2, 3]", at: 13, of: "detection_rules.crest_db",
      .oneSidedRange(bounds: 3)),
    .init(
      "a number for a range", 7, "  crest_db: 9", at: 13, of: "detection_rules.crest_db",
      .wrongKind(expected: "list of two numbers", found: "number")),
    .init(
      "both bounds by their names", 7, "  crest_db: {min: 9, max: 12}", at: 13,
      of: "detection_rules.crest_db",
      .wrongKind(expected: "list of two numbers", found: "mapping")),
    .init(
      "bounds the wrong way round", 8, "  zero_crossing_rate: [0.09, 0.07]", at: 23,
      of: "detection_rules.zero_crossing_rate", .invertedRange(0.09, 0.07)),
    .init(
      "a text for a bound", 9, "  spectral_centroid_hz: [2800, high]", at: 32,
      of: "detection_rules.spectral_centroid_hz", .wrongKind(expected: "number", found: "text")),
    .init(
      "an infinite bound", 9, "  spectral_centroid_hz: [2800, .inf]", at: 32,
      of: "detection_rules.spectral_centroid_hz", .notFinite(.infinity)),
    .init(
      "bounds too far apart to tell how far", 9, "  spectral_centroid_hz: [-1.7e308, 1.7e308]",
      at: 25, of: "detection_rules.spectral_centroid_hz", .notFinite(.infinity)),
  ]

  static let values: [RefusalCase] = [
    .init("not a number", 18, "confidence: .nan", at: 13, of: "confidence", .notFinite(.nan)),
    .init("Python's NaN", 18, "confidence: NaN", at: 13, of: "confidence", .notFinite(.nan)),
    .init(
      "minus infinity", 13, "  centroid_change_hz: -.inf", at: 23,
      of: "processing_targets.centroid_change_hz", .notFinite(-.infinity)),
    .init(
      "a number too large", 14, "  target_loudness_dbfs: 1e999", at: 25,
      of: "processing_targets.target_loudness_dbfs", .notFinite(.infinity)),
    .init(
      "a confidence above 1", 18, "confidence: 1.5", at: 13, of: "confidence",
      .outside(1.5, 0, 1)),
    .init(
      "a negative confidence", 18, "confidence: -0.1", at: 13, of: "confidence",
      .outside(-0.1, 0, 1)),
    .init(
      "a negative count of tracks", 17, "  tracks: -1", at: 11, of: "training.tracks",
      .negative(-1)),
    .init("an invisible name", 2, "name: \" \\t\"", at: 7, of: "name", .empty),
    .init(
      "an id with a space", 1, "profile_id: test v1", at: 13, of: "profile_id",
      .notAnIdentifier("test v1")),
    .init(
      "an empty id", 1, "profile_id: ''", at: 13, of: "profile_id", .notAnIdentifier("")),
    .init(
      "a version in words", 3, "version: first", at: 10, of: "version", .notAVersion("first")),
    .init("a version with a v", 3, "version: v1.0", at: 10, of: "version", .notAVersion("v1.0")),
    .init(
      "a version of five", 3, "version: 1.0.0.0.0", at: 10, of: "version",
      .notAVersion("1.0.0.0.0")),
  ]

  static let keys: [RefusalCase] = [
    .init("an unknown field", 20, "gender_hint: rock", at: 1, of: "gender_hint", .unknownField),
    .init(
      "an unknown rule", 9, "  rolloff_hz: [1, 2]", at: 3, of: "detection_rules.rolloff_hz",
      .unknownField),
    .init("a merge key", 20, "<<: {}", at: 1, of: "<<", .unknownField),
    .init("a field twice", 20, "name: Other", at: 1, of: "name", .repeated),
    .init("a field twice, in quotes", 20, "\"name\": Other", at: 1, of: "name", .repeated),
    .init(
      "a rule twice", 9, "  crest_db: [1, 2]", at: 3, of: "detection_rules.crest_db", .repeated),
    .init(
      "a list as a key", 20, "[a]: b", at: 1, of: "?",
      .wrongKind(expected: "text as a key", found: "list")),
  ]
}

@Suite struct ProfileRefusalTests {
  @Test(
    arguments: RefusalCase.missing + RefusalCase.kinds + RefusalCase.ranges + RefusalCase.values
      + RefusalCase.keys)
  func `a profile is refused by line, column, field and reason`(_ refusal: RefusalCase) throws {
    let result = imported(ProfileText.with(refusal.spoilt), file: "a.yaml")
    try #require(result.problems.count == 1, "\(result.problems)")
    let problem = result.problems[0]
    #expect(
      problem.place == SourcePlace(file: "a.yaml", line: refusal.line, column: refusal.column))
    guard case .profile(let invalid) = problem.cause else {
      Issue.record("\(problem)")
      return
    }
    #expect(invalid.field == refusal.field)
    // Compared by description, because NaN does not equal itself.
    #expect("\(invalid.reason)" == "\(refusal.reason)")
    #expect(invalid.profileID == (refusal.spoilt[1] == nil ? "test-v1" : invalid.profileID))
    #expect(result.registry.profiles.isEmpty)
  }

  @Test func `the unchanged profile of these cases is valid`() {
    let result = imported(ProfileText.with())
    #expect(result.problems.isEmpty)
    #expect(result.added.map(\.id) == ["test-v1"])
  }

  @Test func `a profile without an id is refused without one`() {
    let result = imported(ProfileText.with([1: ""]))
    #expect(
      result.causes == [
        .profile(InvalidProfile(profileID: nil, field: "profile_id", reason: .missing))
      ])
    #expect(result.problems.first?.line == 2)
  }

  @Test func `every problem of a profile is reported, in line order`() {
    let result = imported(
      ProfileText.with([2: "name: 1", 7: "  crest_db: [12, 9]", 18: "confidence: no", 20: "x: y"]))
    #expect(result.problems.map(\.line) == [2, 7, 18, 20])
  }

  @Test func `one bad profile does not affect the others in its file`() {
    let result = imported(
      ProfileText.list([
        ProfileText.with(id: "a"), ProfileText.with([1: "profile_id: b", 2: "name: 1"]),
        ProfileText.with(id: "c"),
      ]))
    #expect(result.registry.profiles.map(\.id) == ["a", "c"])
    // `profiles:`, the 21 lines of the first profile, and the second line of the second.
    #expect(result.problems.map(\.line) == [24])
  }

  @Test func `a key written three times is refused twice, and other profiles are accepted`() {
    let result = imported(
      ProfileText.list([
        ProfileText.with([19: "name: Second", 20: "name: Third"]), ProfileText.with(id: "good"),
      ]))
    #expect(result.registry.profiles.map(\.id) == ["good"])
    let repeated = InvalidProfile(profileID: "test-v1", field: "name", reason: .repeated)
    #expect(result.causes == [.profile(repeated), .profile(repeated)])
    #expect(result.problems.map(\.line) == [20, 21])
    #expect(
      result.problems.map(\.earlierPlace) == Array(repeating: .init(line: 3, column: 3), count: 2))
  }

  @Test func `too many repeated keys refuse the file`() {
    let copies = (0..<20).map { ProfileText.with([1: "profile_id: p\($0)", 20: "name: Again"]) }
    let result = imported(ProfileText.list(copies))
    #expect(result.registry.profiles.isEmpty)
    #expect(result.causes == [.file(.tooManyRepeatedKeys(limit: 8))])
  }

  @Test func `a problem is described in one line`() {
    let result = imported(ProfileText.with([6: "  loudness_dbfs: [-15]"]), file: "my.yaml")
    #expect(
      result.problems.map(\.description) == [
        "my.yaml:6:18: profile test-v1, detection_rules.loudness_dbfs: "
          + "has 1 bound; a range is [lowest, highest]"
      ])
  }
}
