import MasteringModel

extension TrackAnalysis {
  /// Whether an analysis can have these numbers. A cache may come from anywhere, and its content is
  /// compared, shown and passed on.
  ///
  /// Source: AUD-11 for rate and channels; FPR-2 to FPR-11 for the metrics, of samples up to the
  /// largest binary64 number (AUD-4), with room for rounding.
  var isPossible: Bool {
    (1000...768_000).contains(sampleRateHz) && (1...64).contains(channels)
      && (0...Self.longestSeconds).contains(analysedSeconds)
      && durationSeconds.map { (0...Self.longestSeconds).contains($0) } ?? true
      && truePeakDBTP.map { Self.range(of: .peak).contains($0) } ?? true
      && FingerprintMetric.allCases.allSatisfy { Self.range(of: $0).contains(fingerprint[$0]) }
  }

  /// As many frames as a file of 2⁶³ bytes has at the lowest rate.
  private static let longestSeconds = 0x1p63 / 1000

  private static func range(of metric: FingerprintMetric) -> ClosedRange<Double> {
    switch metric {
    case .loudness, .peak: -100.001...6200
    case .crest: -0.001...6300
    case .spectralCentroid, .spectralRolloff, .spectralSpread: 0...22_051
    case .zeroCrossingRate: 0...1
    }
  }
}
