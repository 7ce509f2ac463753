/// What listening to a track brought.
public struct TrackAnalysis: Sendable, Hashable, Codable {
  /// The seven metrics.
  public let fingerprint: Fingerprint
  /// How much was listened to, in seconds.
  public let analysedSeconds: Double
  /// The file's own sample rate, in Hz.
  public let sampleRateHz: Int
  /// The file's channels; from the third on they are not listened to.
  public let channels: Int
  /// How long the whole track is, in seconds; nil when the file does not say and was not read to
  /// its end.
  public let durationSeconds: Double?
  /// Whether some of the audio that the file announces is known to be missing.
  public let isPartial: Bool
  /// The largest true peak of all channels in the part that was listened to, in dBTP, −100 for
  /// silence; nil where it is not known, as of what was remembered before it was measured.
  public let truePeakDBTP: Double?

  private enum CodingKeys: String, CodingKey {
    case fingerprint
    case analysedSeconds = "analysed_seconds"
    case sampleRateHz = "sample_rate_hz"
    case channels
    case durationSeconds = "duration_seconds"
    case isPartial = "is_partial"
    case truePeakDBTP = "true_peak_dbtp"
  }

  /// An analysis from its parts.
  public init(
    fingerprint: Fingerprint, analysedSeconds: Double, sampleRateHz: Int, channels: Int,
    durationSeconds: Double?, isPartial: Bool, truePeakDBTP: Double? = nil
  ) {
    self.fingerprint = fingerprint
    self.analysedSeconds = analysedSeconds
    self.sampleRateHz = sampleRateHz
    self.channels = channels
    self.durationSeconds = durationSeconds
    self.isPartial = isPartial
    self.truePeakDBTP = truePeakDBTP
  }
}

/// How far listening has come.
public struct AnalysisProgress: Sendable, Hashable {
  /// How much has been listened to, in seconds.
  public let analysedSeconds: Double
  /// How much there is to listen to, in seconds; nil when the file does not say.
  public let totalSeconds: Double?

  /// Progress from its parts.
  public init(analysedSeconds: Double, totalSeconds: Double?) {
    self.analysedSeconds = analysedSeconds
    self.totalSeconds = totalSeconds
  }
}
