/// Whether a predicted change can be kept below a ceiling, and what has to yield where it cannot.
///
/// Crest is peak minus loudness, so a change of both moves the peak by their sum.
public struct Headroom: Sendable, Hashable {
  /// What is known of the peak.
  public let basis: Basis
  /// The peak of the loudest channel, in dBTP, or what is taken for it.
  public let peakDBTP: Double
  /// What the change would make of it, in dBTP.
  public let predictedPeakDBTP: Double
  /// What it may be at most, in dBTP.
  public let ceilingDBTP: Double
  /// The change of loudness that leaves the peak at the ceiling once the crest is changed as
  /// predicted, in dB.
  public let largestLoudnessChangeDB: Double

  /// What is known of a peak.
  public enum Basis: String, Sendable, Hashable {
    /// The true peak of every channel was measured.
    case measured
    /// Only the peak of a fingerprint is known, which is that of the mean of two channels, at the
    /// samples: the true one is higher, by 0.0 to 3.4 dB in the recordings of the suite, 0.8 in the
    /// median.
    case estimate
  }

  /// The headroom for a change.
  ///
  /// - Parameters:
  ///   - truePeak: the largest true peak of all channels, in dBTP; nil where it is not known.
  ///   - fingerprintPeak: the peak that the fingerprint has, in dBFS.
  public init(
    for change: PredictedChange, truePeakDBTP truePeak: Double?,
    fingerprintPeakDBFS fingerprintPeak: Double, ceilingDBTP: Double
  ) {
    basis = truePeak == nil ? .estimate : .measured
    peakDBTP = truePeak ?? fingerprintPeak
    predictedPeakDBTP = peakDBTP + change.loudnessDB + change.crestDB
    self.ceilingDBTP = ceilingDBTP
    largestLoudnessChangeDB = ceilingDBTP - peakDBTP - change.crestDB
  }

  /// How much more headroom the change needs than there is, in dB; 0 where there is enough.
  public var missingDB: Double { max(0, predictedPeakDBTP - ceilingDBTP) }
  /// The gain that brings the peak to the ceiling, in dB: what the loudness can change by at most
  /// where nothing but the level is changed.
  public var largestGainDB: Double { ceilingDBTP - peakDBTP }
  /// What has to be less than predicted; nil where nothing has to.
  public var yields: Yield? { missingDB > 0 ? .loudness : nil }

  /// What can be less than predicted.
  public enum Yield: String, Sendable, Hashable {
    /// Loudness, since level is what can be given up without a change of the sound.
    case loudness
  }

  /// −1 dBTP: EBU R 128, and what lossy encoders need at least.
  public static let defaultCeilingDBTP = -1.0
}
