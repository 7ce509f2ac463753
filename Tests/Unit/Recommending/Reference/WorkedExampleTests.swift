import MasteringModel
import ProfileCatalog
import ProviderTesting
import Recommending
import Testing

/// The worked example of the original: a loud, squashed, noisy, bright track that no single profile
/// fits.
@Suite struct WorkedExampleTests {
  private let recommendation = BuiltInProfiles.catalogue.recommendation(
    for: .sample(
      loudnessDBFS: -9.58, crestDB: 6.89, spectralCentroidHz: 4052.1, zeroCrossingRate: 0.12429))

  @Test func `it is a hybrid of Bright, Hi-Res and Damaged`() {
    #expect(recommendation.isHybrid)
    #expect(
      recommendation.weightedProfiles.map(\.profile.id) == [
        "bright-masters-spectral-v1", "hires-masters-modernization-v1",
        "damaged-studio-restoration-v1",
      ])
  }

  @Test func `Bright leads it, with a confidence of 0.20998`() {
    #expect(recommendation.primaryProfile.id == "bright-masters-spectral-v1")
    #expect(recommendation.confidence.isStated(as: 0.20998, decimals: 5))
  }

  @Test(arguments: [(0, 0.42917), (1, 0.30945), (2, 0.26138)])
  func `the weights are those stated`(_ place: Int, _ weight: Double) throws {
    try #require(recommendation.weightedProfiles.count == 3)
    #expect(recommendation.weightedProfiles[place].weight.isStated(as: weight, decimals: 5))
  }

  @Test func `the predicted changes are those stated`() {
    let change = recommendation.predictedChange
    #expect(change.loudnessDB.isStated(as: -1.05675, decimals: 5))
    #expect(change.crestDB.isStated(as: 1.47099, decimals: 5))
    #expect(change.centroidHz.isStated(as: 22.699, decimals: 3))
  }

  @Test func `the summary is the original's`() {
    #expect(
      recommendation.summary.split(separator: "\n").prefix(7) == [
        "Hybrid led by Bright Masters - High-Frequency Emphasis (21 %)",
        "  43 % Bright Masters - High-Frequency Emphasis",
        "  31 % Hi-Res Masters - Modernization with Expansion",
        "  26 % Damaged Studio - Restoration",
        "Loudness −1.06 dB",
        "Crest factor +1.47 dB",
        "Spectral centroid +22.7 Hz",
      ])
  }

  @Test func `a number that differs by one unit of the last decimal is not the one stated`() {
    #expect(!0.20997.isStated(as: 0.20998, decimals: 5))
    #expect(!0.20999.isStated(as: 0.20998, decimals: 5))
  }
}

extension Double {
  /// Whether a text with this many decimals would state that number.
  fileprivate func isStated(as other: Double, decimals: Int) -> Bool {
    var unit = 1.0
    for _ in 0..<decimals { unit /= 10 }
    return abs(self - other) <= unit / 2
  }
}
