/// What a track measures when a profile fits it: a range for each metric that counts.
///
/// Peak, rolloff and spread never count.
public struct DetectionRules: Sendable, Hashable, BitwiseCopyable {
  /// Range of the mean level, in dBFS.
  public let loudnessDBFS: MetricRange
  /// Range of the crest factor, in dB.
  public let crestDB: MetricRange
  /// Range of the zero-crossing rate, in crossings per sample.
  public let zeroCrossingRate: MetricRange
  /// Range of the spectral centroid, in Hz; nil if brightness does not matter to the profile.
  public let spectralCentroidHz: MetricRange?

  /// Rules from their ranges.
  public init(
    loudnessDBFS: MetricRange, crestDB: MetricRange, zeroCrossingRate: MetricRange,
    spectralCentroidHz: MetricRange? = nil
  ) {
    self.loudnessDBFS = loudnessDBFS
    self.crestDB = crestDB
    self.zeroCrossingRate = zeroCrossingRate
    self.spectralCentroidHz = spectralCentroidHz
  }
}
