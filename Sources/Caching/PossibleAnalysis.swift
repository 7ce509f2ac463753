import MasteringModel

extension TrackAnalysis {
  /// Whether an analysis can have these numbers. A cache may come from anywhere, and its content is
  /// compared, shown and passed on.
  ///
  /// Source: AUD-11 for rate and channels.
  var isPossible: Bool {
    (1000...768_000).contains(sampleRateHz) && (1...64).contains(channels)
      && (0...Self.longestSeconds).contains(analysedSeconds)
      && durationSeconds.map { (0...Self.longestSeconds).contains($0) } ?? true
      && truePeakDBTP.map { FingerprintMetric.peak.possibleValues.contains($0) } ?? true
      && FingerprintMetric.allCases.allSatisfy { $0.possibleValues.contains(fingerprint[$0]) }
  }

  /// As many frames as a file of 2⁶³ bytes has at the lowest rate.
  private static let longestSeconds = 0x1p63 / 1000
}
