/// Whether a predicted change stays below a ceiling, and what has to yield if it does not.
///
/// Crest is peak minus loudness, so a change of both moves the peak by their sum.
public struct Headroom: Sendable, Hashable {
  /// What is known of the peak.
  public let basis: Basis
  /// The peak of the loudest channel, in dBTP, or its estimate.
  public let peakDBTP: Double
  /// The peak after the change, in dBTP.
  public let predictedPeakDBTP: Double
  /// The highest peak allowed, in dBTP.
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
  ///   - truePeak: the largest true peak of all channels, in dBTP; nil if unknown.
  ///   - fingerprintPeak: the fingerprint's peak, in dBFS.
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

  /// How much more headroom the change needs than there is, in dB; 0 if there is enough.
  public var missingDB: Double { max(0, predictedPeakDBTP - ceilingDBTP) }
  /// The gain that brings the peak to the ceiling, in dB: the largest change in loudness if only
  /// the level is changed.
  public var largestGainDB: Double { ceilingDBTP - peakDBTP }
  /// Which change must be smaller than predicted; nil if none must.
  public var yields: Yield? { missingDB > 0 ? .loudness : nil }

  /// A change that can be smaller than predicted.
  public enum Yield: String, Sendable, Hashable {
    /// Loudness, because level can be given up without changing the sound.
    case loudness
  }

  /// −1 dBTP: EBU R 128, and what lossy encoders need at least.
  public static let defaultCeilingDBTP = -1.0
}
