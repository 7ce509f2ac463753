import MasteringModel
import Testing

@Suite struct FingerprintMetricTests {
  @Test func `the keys are those of the wire format, in its order`() {
    #expect(
      FingerprintMetric.allCases.map(\.rawValue) == [
        "loudness_dbfs", "peak_dbfs", "crest_db", "spectral_centroid", "spectral_rolloff",
        "zero_crossing_rate", "spectral_spread",
      ])
  }

  @Test(arguments: [
    (FingerprintMetric.loudness, "loudness in dBFS, 2 decimals"),
    (.peak, "peak in dBFS, 2 decimals"),
    (.crest, "crest factor in dB, 2 decimals"),
    (.spectralCentroid, "spectral centroid in Hz, 1 decimals"),
    (.spectralRolloff, "spectral rolloff in Hz, 1 decimals"),
    (.zeroCrossingRate, "zero-crossing rate in per sample, 5 decimals"),
    (.spectralSpread, "spectral spread in Hz, 1 decimals"),
  ])
  func `a metric has a display name, a unit and a number of decimals`(
    _ metric: FingerprintMetric, _ words: String
  ) {
    #expect("\(metric.name) in \(metric.unit), \(metric.decimals) decimals" == words)
  }
}
