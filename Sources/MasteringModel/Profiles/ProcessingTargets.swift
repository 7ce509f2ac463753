/// What mastering by a profile does to a track.
public struct ProcessingTargets: Sendable, Hashable, BitwiseCopyable {
  /// The change in loudness, crest and brightness.
  public let change: PredictedChange
  /// The loudness to reach, in dBFS; nil if the profile has none. Not used for scoring.
  public let targetLoudnessDBFS: Double?

  /// Targets from their values.
  public init(change: PredictedChange, targetLoudnessDBFS: Double? = nil) {
    self.change = change
    self.targetLoudnessDBFS = targetLoudnessDBFS
  }
}

/// A change in loudness, crest factor and brightness.
public struct PredictedChange: Sendable, Hashable, BitwiseCopyable, Codable {
  /// Change in mean level, in dB; positive is louder.
  public let loudnessDB: Double
  /// Change in crest factor, in dB; positive is more dynamic.
  public let crestDB: Double
  /// Change in spectral centroid, in Hz; positive is brighter.
  public let centroidHz: Double

  private enum CodingKeys: String, CodingKey {
    case loudnessDB = "loudness_change_db"
    case crestDB = "crest_change_db"
    case centroidHz = "centroid_change_hz"
  }

  /// A change from its three parts.
  public init(loudnessDB: Double, crestDB: Double, centroidHz: Double) {
    self.loudnessDB = loudnessDB
    self.crestDB = crestDB
    self.centroidHz = centroidHz
  }

  /// No change at all.
  public static let none = PredictedChange(loudnessDB: 0, crestDB: 0, centroidHz: 0)
}
