import MasteringModel
import ProviderTesting
import Testing

@Suite struct FingerprintComparisonTests {
  @Test(arguments: FingerprintMetric.allCases)
  func `the difference is the second minus the first`(_ metric: FingerprintMetric) {
    let first = Fingerprint.sample(
      loudnessDBFS: 1, peakDBFS: 2, crestDB: 3, spectralCentroidHz: 4, spectralRolloffHz: 5,
      zeroCrossingRate: 6, spectralSpreadHz: 7)
    let second = Fingerprint.sample(
      loudnessDBFS: 2, peakDBFS: 4, crestDB: 7, spectralCentroidHz: 12, spectralRolloffHz: 21,
      zeroCrossingRate: 38, spectralSpreadHz: 71)
    let comparison = FingerprintComparison(of: second, with: first)
    let expected: [FingerprintMetric: Double] = [
      .loudness: 1, .peak: 2, .crest: 4, .spectralCentroid: 8, .spectralRolloff: 16,
      .zeroCrossingRate: 32, .spectralSpread: 64,
    ]
    #expect(comparison.difference(in: metric) == expected[metric])
  }

  @Test func `a fingerprint does not differ from itself`() {
    let comparison = FingerprintComparison(of: .sample(), with: .sample())
    #expect(FingerprintMetric.allCases.allSatisfy { comparison.difference(in: $0) == 0 })
  }

  @Test func `the difference between the largest and the lowest number is still finite`() {
    let largest = Double.greatestFiniteMagnitude
    let comparison = FingerprintComparison(
      of: .sample(loudnessDBFS: largest, crestDB: -largest),
      with: .sample(loudnessDBFS: -largest, crestDB: largest))
    #expect(comparison.difference(in: .loudness) == largest)
    #expect(comparison.difference(in: .crest) == -largest)
  }
}
