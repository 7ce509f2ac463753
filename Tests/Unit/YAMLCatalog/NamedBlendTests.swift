import MasteringModel
import ProfileCatalog
import ProviderTesting
import Recommending
import Testing
import YAMLCatalog

@Suite struct NamedBlendTests {
  private static let head = """
    profiles:
      - profile_id: a
        name: A
        version: "1.0"
        detection_rules: {loudness_dbfs: [-20, -16], crest_db: [14, 18], zero_crossing_rate: [0.03, 0.06]}
        processing_targets: {loudness_change_db: 1, crest_change_db: -1, centroid_change_hz: 10}
        training: {source: s, tracks: 1}
        confidence: 0.5
      - profile_id: b
        name: B
        version: "1.0"
        detection_rules: {loudness_dbfs: [-18, -14], crest_db: [10, 14], zero_crossing_rate: [0.05, 0.08]}
        processing_targets: {loudness_change_db: 3, crest_change_db: -3, centroid_change_hz: 30}
        training: {source: s, tracks: 1}
        confidence: 0.5

    """

  private func imported(_ blends: String) -> ProfileImport {
    ProfileRegistry().importing(yaml: Self.head + blends)
  }

  private static let good = """
    blends:
      - blend_id: both
        name: Both of them
        description: Half of each.
        members:
          - {profile_id: b, weight: 0.75}
          - {profile_id: a, weight: 0.25}

    """

  @Test func `blends are read beside profiles, and their written form reads back the same`() throws
  {
    let result = imported(Self.good)
    #expect(result.problems == [])
    let catalogue = try result.registry.catalogue()
    let blend = try #require(catalogue.blends.first)
    #expect(blend.id == "both")
    #expect(blend.members.map(\.weight) == [0.75, 0.25])
    #expect(!blend.givesWeights)
    let again = ProfileRegistry().importing(yaml: ProfileYAML.text(of: catalogue))
    #expect(again.problems == [])
    #expect(try again.registry.catalogue() == catalogue)
  }

  @Test func `blends change the version of a catalogue`() throws {
    #expect(
      try imported(Self.good).registry.catalogue().version
        != imported("").registry.catalogue().version)
  }

  @Test(arguments: [
    ("weight: 0.75", "weight: 0.49", "sum to 0.74"), ("profile_id: a,", "profile_id: c,", "\"c\""),
    ("profile_id: a,", "profile_id: b,", "twice"), ("weight: 0.25", "weight: 0", "0"),
    ("blend_id: both", "blend_id: a", "another"), ("name: Both of them", "name: \"\"", "name"),
    ("description: Half of each.", "mood: happy", "mood"),
    ("description: Half of each.", "weights: mine", "weights"),
  ])
  func `an invalid blend is refused with its place, and the profiles are kept`(
    _ written: String, _ instead: String, _ words: String
  ) throws {
    let result = imported(Self.good.replacing(written, with: instead))
    #expect(result.problems.count == 1)
    let problem = try #require(result.problems.first)
    #expect((problem.line ?? 0) >= 17)
    #expect(problem.description.contains(words), "\(problem.description)")
    #expect(result.registry.profiles.count == 2)
    #expect(result.registry.blends.isEmpty)
  }

  @Test func `a blend of one profile is refused`() {
    let one = Self.good.replacing("      - {profile_id: a, weight: 0.25}\n", with: "")
    #expect(imported(one).problems.count == 1)
  }

  @Test func `a text with only blends may refer to existing profiles`() throws {
    let registry = imported("").registry
    let result = registry.importing(yaml: Self.good)
    #expect(result.problems == [])
    #expect(result.registry.blends.count == 1)
  }

  // MARK: Recommendations

  private static let between = Fingerprint.sample(
    loudnessDBFS: -14.5, crestDB: 16, zeroCrossingRate: 0.09)

  private func recommendation(_ blends: String) throws -> Recommendation {
    try imported(blends).registry.catalogue().recommendation(
      for: Self.between, settings: try RecommendationSettings(confidenceThreshold: 1))
  }

  @Test
  func
    `a hybrid of exactly these profiles gets the blend's name, with the weights from the scores`()
    throws
  {
    let plain = try recommendation("")
    let named = try recommendation(Self.good)
    #expect(plain.blend == nil)
    #expect(named.blend?.name == Blend.BlendName(id: "both", name: "Both of them"))
    #expect(named.blend?.source == .blendProfile)
    #expect(named.recommendedChange == plain.predictedChange)
    #expect(named.kind == plain.kind)
  }

  @Test func `a blend with its own weights uses them`() throws {
    let named = try recommendation(
      Self.good.replacing("name: Both of them", with: "name: Both\n    weights: own"))
    #expect(
      named.recommendedChange == PredictedChange(loudnessDB: 2.5, crestDB: -2.5, centroidHz: 25))
    #expect(named.predictedChange == (try recommendation("")).predictedChange)
  }

  /// People write 0.333333.
  @Test func `weights that sum to nearly 1 are divided by their sum`() throws {
    let named = try recommendation(
      Self.good.replacing("name: Both of them", with: "name: Both\n    weights: own")
        .replacing("weight: 0.75", with: "weight: 0.7499995"))
    let weights = try #require(named.blend).members.map(\.weights.loudness)
    #expect(abs(weights.reduce(0, +) - 1) < 1e-15)
  }

  @Test func `no profile can be added with a blend's id`() throws {
    var registry = imported(Self.good).registry
    let profile = try #require(registry.profiles.first)
    #expect(throws: InvalidProfile.self) {
      try registry.add(.sample(id: "both", detectionRules: profile.detectionRules))
    }
  }

  @Test(arguments: ["blend_id: 5", "blend_id: true"]) func `an id that is no text is refused`(
    _ line: String
  ) {
    let result = imported(Self.good.replacing("blend_id: both", with: line))
    #expect(result.problems.count == 1)
  }

  @Test func `a taste starts from the blend's weights`() throws {
    let catalogue = try imported(
      Self.good.replacing("name: Both of them", with: "name: Both\n    weights: own")
    ).registry.catalogue()
    let taste = Taste(
      leanings: [.init(profileID: "a", amount: 1), .init(profileID: "b", amount: -1)], decisions: 3)
    let settings = try RecommendationSettings(confidenceThreshold: 1).following(taste)
    let blend = try #require(
      catalogue.recommendation(for: Self.between, settings: settings).blend)
    #expect(blend.source == .taste)
    #expect(blend.name?.id == "both")
    // 0.25 · e : 0.75 / e
    let weight = try #require(blend.members.first { $0.profile.id == "a" }).weights.loudness
    #expect(abs(weight - 0.711234594227) < 1e-9)
    #expect(blend.taste?.decisions == 3)
  }
}
