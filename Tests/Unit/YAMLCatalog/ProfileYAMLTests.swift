import MasteringModel
import ProfileCatalog
import ProviderTesting
import Testing
import YAMLCatalog

@Suite struct ProfileYAMLTests {
  @Test func `a profile is written with its keys in a fixed order`() {
    let profile = Profile.sample(
      id: "warm-v1", name: "Warm", version: "1.10", description: "Round: not loud.",
      detectionRules: .sample(spectralCentroidHz: 2800...3600.5),
      processingTargets: .sample(targetLoudnessDBFS: -18.5), confidence: 1, releaseType: "live",
      genreHint: "pop/soul", eraEstimate: 1987)
    #expect(
      ProfileYAML.text(of: profile) == """
        profile_id: warm-v1
        name: Warm
        version: "1.10"
        description: "Round: not loud."
        detection_rules:
          loudness_dbfs: [-16, -12]
          crest_db: [11, 15]
          zero_crossing_rate: [0.06, 0.09]
          spectral_centroid_hz: [2800, 3600.5]
        processing_targets:
          loudness_change_db: -1
          crest_change_db: 0.5
          centroid_change_hz: 100
          target_loudness_dbfs: -18.5
        training:
          source: Nobody - Nothing (2000)
          tracks: 1
        confidence: 1
        release_type: live
        genre_hint: pop/soul
        era_estimate: 1987

        """)
  }

  @Test func `the built-in catalogue reads back equal`() throws {
    let result = imported(ProfileYAML.text(of: BuiltInProfiles.catalogue))
    #expect(result.problems.isEmpty)
    #expect(try result.registry.catalogue() == BuiltInProfiles.catalogue)
    #expect(try result.registry.catalogue().version == BuiltInProfiles.catalogue.version)
  }

  @Test func `an empty catalogue is an empty list`() {
    #expect(ProfileYAML.text(of: [Profile]()) == "profiles: []\n")
  }

  @Test(arguments: [
    "yes", "No", "NULL", "~", "", " ", "1.0", "1e5", "0x1F", "1_000", "12:30", "2000-01-01", ".inf",
    "NaN", "-", "- a", "a: b", "a #b", "#a", "[a]", "{a}", "*a", "&a", "*a &a *a", "!a", "|", ">",
    "'a'", "\"a\"", "a\\nb", "a\nb", "a\r\nb", "\ta", "a ", "%a", "@a", "`a`", "a: ", "<<", "=",
    "---", "...", "y", "é", "\u{1F3B8}", "e\u{301}", "\u{0}", "\u{85}", "\u{2028}", "a\u{FEFF}",
    "\u{FFFF}", "\u{202E}abc", "\u{1F469}\u{200D}\u{1F3A4}", "\u{E000}", "\u{10FFFF}", "\u{7F}",
    "a\u{A0}b", "O’Brien", "don't",
  ])
  func `a text reads back code point for code point`(_ text: String) throws {
    let profile = Profile.sample(
      description: text, training: TrainingSource(source: text, tracks: 0), releaseType: text,
      genreHint: text)
    let result = imported(ProfileYAML.text(of: [profile]))
    let read = try #require(result.added.first, "\(result.problems)")
    #expect(read == profile)
    #expect(read.description.unicodeScalars.elementsEqual(text.unicodeScalars))
    #expect(read.training.source.unicodeScalars.elementsEqual(text.unicodeScalars))
  }

  @Test(arguments: 0..<40)
  func `a random profile reads back to the last bit`(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let profiles = (0..<8).map { Profile.random(id: "p\($0)", using: &random) }
    let result = imported(ProfileYAML.text(of: profiles))
    #expect(result.problems.isEmpty)
    try #require(result.added.count == profiles.count)
    for (read, written) in zip(result.added, profiles) {
      #expect(read == written)
      #expect(read.version.description == written.version.description)
      #expect(read.numbers.map(\.bitPattern) == written.numbers.map(\.bitPattern))
    }
  }

  @Test(arguments: 0..<10)
  func `a random profile alone reads back`(_ seed: UInt64) {
    var random = SeededGenerator(seed: 1000 + seed)
    let profile = Profile.random(id: "only", using: &random)
    #expect(imported(ProfileYAML.text(of: profile)).added == [profile])
  }
}

extension Profile {
  /// The numbers in which a bit could be lost.
  fileprivate var numbers: [Double] {
    let rules = detectionRules
    let ranges =
      [rules.loudnessDBFS, rules.crestDB, rules.zeroCrossingRate]
      + [rules.spectralCentroidHz].compactMap { $0 }
    let change = processingTargets.change
    return ranges.flatMap { [$0.lowerBound, $0.upperBound] }
      + [change.loudnessDB, change.crestDB, change.centroidHz, confidence]
      + [processingTargets.targetLoudnessDBFS].compactMap { $0 }
  }

  /// Any valid profile: any finite numbers, any text.
  fileprivate static func random(id: String, using random: inout SeededGenerator) -> Profile {
    .sample(
      id: id, name: "N" + text(using: &random),
      version: (0..<Int.random(in: 1...4, using: &random))
        .map { _ in "\(UInt32.random(in: 0...20, using: &random))" }.joined(separator: "."),
      description: text(using: &random),
      detectionRules: .sample(
        loudnessDBFS: range(using: &random), crestDB: range(using: &random),
        zeroCrossingRate: range(using: &random),
        spectralCentroidHz: .random(using: &random) ? range(using: &random) : nil),
      processingTargets: .sample(
        loudnessChangeDB: number(using: &random), crestChangeDB: number(using: &random),
        centroidChangeHz: number(using: &random),
        targetLoudnessDBFS: .random(using: &random) ? number(using: &random) : nil),
      training: TrainingSource(
        source: text(using: &random),
        tracks: .random(in: 0...Profile.largestInteger, using: &random)),
      confidence: .random(in: 0...1, using: &random),
      releaseType: .random(using: &random) ? text(using: &random) : nil,
      genreHint: .random(using: &random) ? text(using: &random) : nil,
      eraEstimate: .random(using: &random)
        ? .random(
          in: -Profile.largestInteger...Profile.largestInteger, using: &random) : nil)
  }

  /// Any bit pattern of a finite number.
  private static func number(using random: inout SeededGenerator) -> Double {
    let number = Double(bitPattern: random.next())
    return number.isFinite ? number : 0.1
  }

  private static func range(using random: inout SeededGenerator) -> ClosedRange<Double> {
    // A quarter, because the distance between two bounds might not be finite.
    let bounds = [number(using: &random) / 4, number(using: &random) / 4].sorted()
    return bounds[0]...bounds[1]
  }

  private static func text(using random: inout SeededGenerator) -> String {
    let signs: [Unicode.Scalar] = Array(
      "aZ09 .,:;#-?*&!|>'\"%@`{}[]<=~\\/\n\r\t_éß中\u{0}\u{85}\u{A0}\u{301}\u{1F3B8}\u{E000}"
        .unicodeScalars)
    var text = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: 0...30, using: &random) {
      text.append(signs.randomElement(using: &random) ?? "a")
    }
    return String(text)
  }
}
