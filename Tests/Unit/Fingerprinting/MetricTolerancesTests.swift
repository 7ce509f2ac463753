import FingerprintTolerances
import MasteringModel
import ProviderTesting
import Testing

/// The comparisons of the other suites can fail.
@Suite struct MetricTolerancesTests {
  private let expected = Fingerprint.sample()

  @Test(arguments: FingerprintMetric.allCases)
  func `a metric moved by half its tolerance is close`(metric: FingerprintMetric) throws {
    let moved = try expected.moved(metric, by: 0.5 * MetricTolerances.standardRate[metric])
    #expect(moved.excesses(over: .standardRate, from: expected) == [])
  }

  @Test(arguments: FingerprintMetric.allCases, [-2.0, 2])
  func `a metric moved by twice its tolerance is too far`(
    metric: FingerprintMetric, factor: Double
  ) throws {
    let moved = try expected.moved(metric, by: factor * MetricTolerances.standardRate[metric])
    #expect(moved.excesses(over: .standardRate, from: expected).map(\.metric) == [metric])
  }

  @Test(arguments: FingerprintMetric.allCases)
  func `a metric moved by one bit is different`(metric: FingerprintMetric) throws {
    let moved = try expected.moved(metric, by: expected[metric].ulp)
    #expect(moved.differences(from: expected).map(\.metric) == [metric])
  }

  @Test func `the worst deviation is the largest, whatever its sign`() throws {
    let deviations = WorstDeviations()
    deviations.note(try expected.moved(.peak, by: 0.25), expected, of: "small")
    deviations.note(try expected.moved(.peak, by: -0.5), expected, of: "large")
    #expect(deviations[.peak] == 0.5)
    #expect(deviations[.loudness] == 0)
  }

  @Test func `the table shows the deviation of each metric`() throws {
    let deviations = WorstDeviations()
    deviations.note(try expected.moved(.peak, by: -0.5), expected, of: "the loud one")
    let table = deviations.table(title: "sines", tolerances: .standardRate)
    #expect(table.hasPrefix("Worst deviations, sines, 1 fingerprints:\n"))
    #expect(
      table.contains("\n  peak_dbfs           5.0e-1     of 1.0e-4   dBFS       the loud one"))
  }
}

extension Fingerprint {
  /// The fingerprint with one metric changed.
  fileprivate func moved(
    _ metric: FingerprintMetric, by distance: Double
  ) throws(InvalidFingerprint) -> Fingerprint {
    func value(_ other: FingerprintMetric) -> Double {
      self[other] + (other == metric ? distance : 0)
    }
    return try Fingerprint(
      loudnessDBFS: value(.loudness), peakDBFS: value(.peak), crestDB: value(.crest),
      spectralCentroidHz: value(.spectralCentroid), spectralRolloffHz: value(.spectralRolloff),
      zeroCrossingRate: value(.zeroCrossingRate), spectralSpreadHz: value(.spectralSpread))
  }
}
