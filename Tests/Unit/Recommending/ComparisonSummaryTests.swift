import MasteringModel
import ProviderTesting
import Recommending
import Testing

@Suite struct ComparisonSummaryTests {
  @Test(arguments: [
    Difference(loudness: 3.125, "The second is louder by 3.1 dB."),
    Difference(loudness: -0.5, "The second is quieter by 0.5 dB."),
    Difference(crest: 6, "The second is more dynamic by 6.0 dB."),
    Difference(crest: -0.75, "The second is less dynamic by 0.8 dB."),
    Difference(centroid: 100, "The second is brighter by 100 Hz."),
    Difference(centroid: -812, "The second is darker by 812 Hz."),
    Difference(
      loudness: 3.125, crest: -2, centroid: 400,
      "The second is louder by 3.1 dB, less dynamic by 2.0 dB, brighter by 400 Hz."),
    Difference(loudness: -1, centroid: 99, "The second is quieter by 1.0 dB."),
  ])
  func `audible differences are named, loudness first`(_ difference: Difference) {
    #expect(difference.comparison.summary == difference.summary)
  }

  @Test(arguments: [
    Difference("nothing"),
    Difference(loudness: 0.5.nextDown, crest: -0.5.nextDown, centroid: 100.0.nextDown, "more"),
    Difference(loudness: -0.5.nextDown, crest: 0.5.nextDown, centroid: -100.0.nextDown, "less"),
  ])
  func `inaudible differences are not named`(_ difference: Difference) {
    #expect(difference.comparison.summary == "The second sounds much like the first.")
  }

  @Test func `peak, noise, rolloff and spread are not named`() {
    let other = Fingerprint.sample(
      peakDBFS: -20, spectralRolloffHz: 9000, zeroCrossingRate: 0.3, spectralSpreadHz: 9000)
    #expect(
      FingerprintComparison(of: other, with: .sample()).summary
        == "The second sounds much like the first.")
  }

  @Test func `a difference beyond the largest number is given as a number`() {
    let largest = Double.greatestFiniteMagnitude
    let comparison = FingerprintComparison(
      of: .sample(loudnessDBFS: largest), with: .sample(loudnessDBFS: -largest))
    #expect(comparison.summary == "The second is louder by 1.7976931348623157e+308 dB.")
  }

  /// Two fingerprints with this difference, and the expected summary.
  struct Difference: Sendable, CustomTestStringConvertible {
    let comparison: FingerprintComparison
    let summary: String

    init(
      loudness: Double = 0, crest: Double = 0, centroid: Double = 0, _ summary: String
    ) {
      let other = Fingerprint.sample(
        loudnessDBFS: loudness, crestDB: crest, spectralCentroidHz: centroid,
        zeroCrossingRate: 0)
      comparison = FingerprintComparison(of: other, with: .zero)
      self.summary = summary
    }

    var testDescription: String { summary }
  }
}
