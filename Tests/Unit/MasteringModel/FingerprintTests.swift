import MasteringModel
import ProviderTesting
import TestArguments
import Testing

@Suite struct FingerprintTests {
  @Test(
    arguments: FingerprintMetric.allCases,
    [
      Labelled("NaN", Double.nan), Labelled("infinity", .infinity),
      Labelled("minus infinity", -.infinity),
    ])
  func `a metric that is not finite is refused by name`(
    _ metric: FingerprintMetric, _ value: Labelled<Double>
  ) {
    let refusal = #expect(throws: InvalidFingerprint.self) {
      try Fingerprint(numbers: [metric: value.value])
    }
    #expect(refusal?.metric == metric)
    #expect(refusal?.value.description == value.value.description)
  }

  @Test(
    arguments: FingerprintMetric.allCases,
    [
      Labelled("the largest", Double.greatestFiniteMagnitude),
      Labelled("the lowest", -.greatestFiniteMagnitude),
      Labelled("the smallest", .leastNonzeroMagnitude), Labelled("zero", 0),
    ])
  func `every finite number is a valid metric`(
    _ metric: FingerprintMetric, _ value: Labelled<Double>
  ) throws {
    let fingerprint = try Fingerprint(numbers: [metric: value.value])
    #expect(fingerprint[metric] == value.value)
  }

  @Test func `of several metrics that are not finite, the first in wire order is named`() {
    let refusal = #expect(throws: InvalidFingerprint.self) {
      try Fingerprint(numbers: [.spectralSpread: .nan, .crest: .infinity, .zeroCrossingRate: .nan])
    }
    #expect(refusal == InvalidFingerprint(metric: .crest, value: .infinity))
  }

  @Test func `the subscript gives each metric its own number`() {
    let fingerprint = Fingerprint.sample(
      loudnessDBFS: 1, peakDBFS: 2, crestDB: 3, spectralCentroidHz: 4, spectralRolloffHz: 5,
      zeroCrossingRate: 6, spectralSpreadHz: 7)
    #expect(FingerprintMetric.allCases.map { fingerprint[$0] } == [1, 2, 3, 4, 5, 6, 7])
  }
}

extension Fingerprint {
  /// A fingerprint of zeros except for these numbers.
  fileprivate init(numbers: [FingerprintMetric: Double]) throws(InvalidFingerprint) {
    func number(_ metric: FingerprintMetric) -> Double { numbers[metric] ?? 0 }
    try self.init(
      loudnessDBFS: number(.loudness), peakDBFS: number(.peak), crestDB: number(.crest),
      spectralCentroidHz: number(.spectralCentroid), spectralRolloffHz: number(.spectralRolloff),
      zeroCrossingRate: number(.zeroCrossingRate), spectralSpreadHz: number(.spectralSpread))
  }
}
