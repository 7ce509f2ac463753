/// Seven metrics measured by a reference program or ``SlowFingerprint``: plain numbers, with the
/// keys of the files in `Tests/Golden/reference`.
package struct ReferenceFingerprint: Sendable, Hashable, Codable {
  /// Mean level, in dBFS.
  package var loudnessDBFS: Double
  /// Highest sample level, in dBFS.
  package var peakDBFS: Double
  /// Peak above the mean level, in dB.
  package var crestDB: Double
  /// Mean spectral centroid, in Hz.
  package var spectralCentroidHz: Double
  /// Mean 85 % rolloff, in Hz.
  package var spectralRolloffHz: Double
  /// Sign changes per sample.
  package var zeroCrossingRate: Double
  /// Mean spectral spread, in Hz.
  package var spectralSpreadHz: Double

  private enum CodingKeys: String, CodingKey {
    case loudnessDBFS = "loudness_dbfs"
    case peakDBFS = "peak_dbfs"
    case crestDB = "crest_db"
    case spectralCentroidHz = "spectral_centroid"
    case spectralRolloffHz = "spectral_rolloff"
    case zeroCrossingRate = "zero_crossing_rate"
    case spectralSpreadHz = "spectral_spread"
  }
}
