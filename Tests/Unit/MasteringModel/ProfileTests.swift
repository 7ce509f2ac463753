import MasteringModel
import ProviderTesting
import Testing

@Suite struct ProfileTests {
  @Test(arguments: ["a", "Live-Rock_v1.0", "0", "...", String(repeating: "x", count: 128)])
  func `ASCII letters, digits, dots, underscores and dashes are an id`(_ id: String) throws {
    #expect(try made(id: id).id == id)
  }

  @Test(arguments: [
    "", " ", "a b", "a/b", "ä", "a\n", "a\u{0}", "🎸", "а",  // the last one is Cyrillic
    String(repeating: "x", count: 129),
  ])
  func `any other id is refused`(_ id: String) {
    #expect(
      throws: InvalidProfile(profileID: id, field: "profile_id", reason: .notAnIdentifier(id))
    ) { try made(id: id) }
  }

  @Test(arguments: ["", " ", "\t\n\u{a0}"])
  func `a name without a visible character is refused`(_ name: String) {
    #expect(throws: refusal(of: "name", .empty)) { try made(name: name) }
  }

  @Test func `a name has at most 128 code points`() throws {
    for letter in ["n", "\u{1F3B5}", "e\u{301}"] {
      let count = letter.unicodeScalars.count
      let longest = String(repeating: letter, count: 128 / count)
      #expect(try made(name: longest).name == longest)
      #expect(throws: refusal(of: "name", .tooLong(count: 128 + count, limit: 128))) {
        try made(name: longest + letter)
      }
    }
  }

  @Test(arguments: Number.allCases, [Double.nan, .infinity, -.infinity])
  func `a number that is not finite is refused with its field`(_ number: Number, _ value: Double) {
    let refusal = #expect(throws: InvalidProfile.self) { try made(number, value) }
    #expect(refusal?.profileID == "sample-v1")
    #expect(refusal?.field == number.rawValue)
    guard case .notFinite(let found) = refusal?.reason else {
      Issue.record("refused as \(String(describing: refusal))")
      return
    }
    #expect(found.description == value.description)
  }

  @Test(arguments: [-0.1, 1.1, -.leastNonzeroMagnitude, 1.0.nextUp, .greatestFiniteMagnitude])
  func `a confidence outside zero to one is refused`(_ confidence: Double) {
    #expect(throws: refusal(of: "confidence", .outside(confidence, 0, 1))) {
      try made(confidence: confidence)
    }
  }

  @Test(arguments: [0, 1, .leastNonzeroMagnitude])
  func `a confidence of zero to one is kept`(_ confidence: Double) throws {
    #expect(try made(confidence: confidence).confidence == confidence)
  }

  @Test func `a negative track count is refused`() {
    #expect(throws: refusal(of: "training.tracks", .negative(-1))) { try made(tracks: -1) }
  }

  @Test func `a profile learned from zero tracks is allowed`() throws {
    #expect(try made(tracks: 0).training.tracks == 0)
  }

  @Test func `of several problems, the id's is reported first`() {
    let refusal = #expect(throws: InvalidProfile.self) {
      try made(id: "", name: "", confidence: 2, tracks: -1)
    }
    #expect(refusal?.field == "profile_id")
  }

  @Test func `extreme targets are allowed`() throws {
    let largest = Double.greatestFiniteMagnitude
    #expect(try made(loudness: -largest).processingTargets.change.loudnessDB == -largest)
  }

  /// The numeric fields, by their paths in profile files.
  enum Number: String, CaseIterable {
    case loudness = "processing_targets.loudness_change_db"
    case crest = "processing_targets.crest_change_db"
    case centroid = "processing_targets.centroid_change_hz"
    case targetLoudness = "processing_targets.target_loudness_dbfs"
    case confidence = "confidence"
  }

  private func made(_ number: Number, _ value: Double) throws(InvalidProfile) -> Profile {
    switch number {
    case .loudness: try made(loudness: value)
    case .crest: try made(crest: value)
    case .centroid: try made(centroid: value)
    case .targetLoudness: try made(targetLoudness: value)
    case .confidence: try made(confidence: value)
    }
  }

  private func refusal(of field: String, _ reason: InvalidProfile.Reason) -> InvalidProfile {
    InvalidProfile(profileID: "sample-v1", field: field, reason: reason)
  }

  /// Throws what `Profile.sample` traps on.
  private func made(
    id: String = "sample-v1", name: String = "Sample", loudness: Double = 0, crest: Double = 0,
    centroid: Double = 0, targetLoudness: Double? = nil, confidence: Double = 0.5, tracks: Int = 1
  ) throws(InvalidProfile) -> Profile {
    try Profile(
      id: id, name: name, version: .sample(), description: "", detectionRules: .sample(),
      processingTargets: .sample(
        loudnessChangeDB: loudness, crestChangeDB: crest, centroidChangeHz: centroid,
        targetLoudnessDBFS: targetLoudness),
      training: TrainingSource(source: "", tracks: tracks), confidence: confidence)
  }
}
