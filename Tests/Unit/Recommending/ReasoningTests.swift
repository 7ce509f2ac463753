import MasteringModel
import ProviderTesting
import Recommending
import Testing

@Suite struct ReasoningTests {
  @Test func `a single recommendation states why its profile fits`() {
    let recommendation = ProfileCatalogue.sample().recommendation(for: .sample())
    #expect(
      recommendation.reasoning == """
        This loud track (−14.0 dBFS), with wide dynamics (crest factor 13.0 dB), \
        some noise (zero-crossing rate 0.075) and a balanced tone (centroid 3200 Hz), \
        resembles Sample at 100 %, within its range in loudness, dynamics and noise.
        """)
  }

  @Test func `a hybrid states what was missing and what it blends`() {
    let catalogue = ProfileCatalogue.sample([
      .scoring(0.25, id: "a"), .scoring(0.125, id: "b"), .scoring(0.125, id: "c"),
    ])
    #expect(
      catalogue.recommendation(for: .zero).reasoning == """
        Hybrid mastering detected: this very loud track (0.0 dBFS), with squashed dynamics (crest \
        factor 0.0 dB), little noise (zero-crossing rate 0.000) and a dark tone (centroid 0 Hz), \
        does not match any single profile well enough (25 % at best, 40 % needed), so it blends 50 % A, \
        25 % B and 25 % C.
        """)
  }

  @Test func `a fallback states that nothing fits`() {
    let catalogue = ProfileCatalogue.sample([.scoring(0, id: "a")])
    #expect(
      catalogue.recommendation(for: .zero).reasoning == """
        This very loud track (0.0 dBFS), with squashed dynamics (crest factor 0.0 dB), little noise \
        (zero-crossing rate 0.000) and a dark tone (centroid 0 Hz), resembles no profile, so no \
        change is suggested.
        """)
  }

  // MARK: Every kind

  @Test(arguments: Kind.allCases)
  func `each kind has the right flags`(_ kind: Kind) {
    #expect(kind.recommendation.isHybrid == (kind == .hybrid))
    #expect(kind.recommendation.isFallback == (kind == .fallback))
  }

  @Test(arguments: Kind.allCases)
  func `the four measured properties are named with their numbers`(_ kind: Kind) {
    let reasoning = kind.recommendation.reasoning
    #expect(reasoning.contains("loud track (−9.6 dBFS)"))
    #expect(reasoning.contains("dynamics (crest factor 6.9 dB)"))
    #expect(reasoning.contains("noise (zero-crossing rate 0.124)"))
    #expect(reasoning.contains("tone (centroid 4052 Hz)"))
  }

  @Test(arguments: Kind.allCases)
  func `only a hybrid begins with Hybrid mastering detected`(_ kind: Kind) {
    let reasoning = kind.recommendation.reasoning
    #expect(reasoning.hasPrefix("Hybrid mastering detected") == kind.recommendation.isHybrid)
    #expect(reasoning.contains("Hybrid mastering detected") == kind.recommendation.isHybrid)
  }

  @Test(arguments: Kind.allCases)
  func `the reasoning is one line that ends in a full stop`(_ kind: Kind) {
    #expect(kind.recommendation.reasoning.hasSuffix("."))
    #expect(!kind.recommendation.reasoning.contains { $0.isNewline })
  }

  @Test func `the largest numbers are still printed as numbers`() {
    let largest = Double.greatestFiniteMagnitude
    let fingerprint = Fingerprint.sample(
      loudnessDBFS: -largest, crestDB: largest, spectralCentroidHz: largest,
      zeroCrossingRate: largest)
    let reasoning = ProfileCatalogue.sample().recommendation(for: fingerprint).reasoning
    #expect(reasoning.hasPrefix("This quiet track (−1.797"))
    #expect(!reasoning.contains("nan") && !reasoning.contains("inf"))
  }

  // MARK: Inside and outside the ranges

  @Test func `a dimension outside its range is named separately`() {
    let reasoning = ProfileCatalogue.sample()
      .recommendation(for: .sample(crestDB: 9)).reasoning
    #expect(reasoning.hasSuffix("within its range in loudness and noise, outside it in dynamics."))
  }

  @Test func `the edge of a range is inside it`() {
    let reasoning = ProfileCatalogue.sample()
      .recommendation(for: .sample(loudnessDBFS: -12, crestDB: 11)).reasoning
    #expect(reasoning.hasSuffix("within its range in loudness, dynamics and noise."))
  }

  @Test func `a profile with no dimension in range is described as such`() {
    let catalogue = ProfileCatalogue.sample([.scoring(0.25, id: "a")])
    #expect(
      catalogue.recommendation(for: .zero).reasoning.hasSuffix(
        "resembles A at 25 %, outside its range in loudness, dynamics, noise and tone."))
  }

  @Test func `tone is mentioned only if the profile has a range for it`() {
    let with = Profile.sample(detectionRules: .sample(spectralCentroidHz: 3000...3400))
    let reasoning = ProfileCatalogue.sample([with]).recommendation(for: .sample()).reasoning
    #expect(reasoning.hasSuffix("within its range in loudness, dynamics, noise and tone."))
  }

  @Test(arguments: [
    (0.25, "25 % at best, 40 % needed", 0.4), (0.25, "25 % at best, 26 % needed", 0.26),
    (0.25, "25.0 % at best, 25.1 % needed", 0.251),
    (0.25, "25.000 % at best, 25.001 % needed", 0.25001),
    (0.3984375, "39.8 % at best, 80.0 % needed", 0.8),
    (0.69921875, "69.9 % at best, 70.0 % needed", 0.7),
    (0.699951171875, "69.995 % at best, 90.000 % needed", 0.9),
  ])
  func `a confidence below the threshold is never shown as equal to it`(
    _ confidence: Double, _ words: String, _ threshold: Double
  ) {
    let catalogue = ProfileCatalogue.sample([
      .scoring(confidence, id: "a"), .scoring(0.125, id: "b"),
    ])
    let reasoning = catalogue.recommendation(
      for: .zero, settings: .sample(confidenceThreshold: threshold)
    ).reasoning
    #expect(reasoning.contains("(\(words))"))
  }

  @Test func `a threshold missed by one ulp still gives a sentence`() {
    let catalogue = ProfileCatalogue.sample([.scoring(0.25, id: "a"), .scoring(0.125, id: "b")])
    let reasoning = catalogue.recommendation(
      for: .zero, settings: .sample(confidenceThreshold: 0.25.nextUp)
    ).reasoning
    #expect(reasoning.contains("25.000000000000 % at best, 25.000000000000 % needed"))
  }

  // MARK: Words for numbers

  @Test(arguments: [
    (-18.6, "quiet"), (-18.5, "moderately loud"), (-14.1, "moderately loud"), (-14, "loud"),
    (-11.1, "loud"), (-11, "very loud"), (3, "very loud"),
  ])
  func `loudness has a word`(_ loudness: Double, _ word: String) {
    #expect(reasoning(for: .sample(loudnessDBFS: loudness)).hasPrefix("This \(word) track ("))
  }

  @Test(arguments: [
    (8.9, "squashed"), (9, "moderate"), (11.9, "moderate"), (12, "wide"), (15.9, "wide"),
    (16, "very wide"),
  ])
  func `dynamics have a word`(_ crest: Double, _ word: String) {
    #expect(reasoning(for: .sample(crestDB: crest)).contains(" with \(word) dynamics ("))
  }

  @Test(arguments: [(0.059, "little"), (0.06, "some"), (0.099, "some"), (0.1, "much")])
  func `noise has a word`(_ rate: Double, _ word: String) {
    #expect(reasoning(for: .sample(zeroCrossingRate: rate)).contains(", \(word) noise ("))
  }

  @Test(arguments: [
    (2799.0, "dark"), (2800, "balanced"), (3599, "balanced"), (3600, "bright"),
  ])
  func `tone has a word`(_ centroid: Double, _ word: String) {
    #expect(
      reasoning(for: .sample(spectralCentroidHz: centroid)).contains(" and a \(word) tone ("))
  }

  private func reasoning(for fingerprint: Fingerprint) -> String {
    ProfileCatalogue.sample().recommendation(for: fingerprint).reasoning
  }

  /// A recommendation of each kind, for the track of the worked example.
  enum Kind: CaseIterable {
    case single, hybrid, fallback

    var recommendation: Recommendation {
      let fingerprint = Fingerprint.sample(
        loudnessDBFS: -9.58, crestDB: 6.89, spectralCentroidHz: 4052.1, zeroCrossingRate: 0.12429)
      let near = DetectionRules.sample(loudnessDBFS: -14 ... -10)
      let far = DetectionRules.sample()
      let profiles: [Profile] =
        switch self {
        case .fallback: [.sample(detectionRules: far)]
        case .single: [.sample(detectionRules: near)]
        case .hybrid: [.sample(id: "a", detectionRules: near), .sample(detectionRules: near)]
        }
      return ProfileCatalogue.sample(profiles).recommendation(for: fingerprint)
    }
  }
}
