/// The result of analysing a track.
public struct TrackAnalysis: Sendable, Hashable, Codable {
  /// The seven metrics.
  public let fingerprint: Fingerprint
  /// How much was analysed, in seconds.
  public let analysedSeconds: Double
  /// The file's own sample rate, in Hz.
  public let sampleRateHz: Int
  /// The number of channels in the file; only the first two are analysed.
  public let channels: Int
  /// How long the whole track is, in seconds; nil if the file does not declare it and was not read
  /// to its end.
  public let durationSeconds: Double?
  /// Whether the file is known to lack some of the audio that it declares.
  public let isPartial: Bool
  /// The largest true peak of all channels in the analysed part, in dBTP, −100 for silence; nil if
  /// unknown, as in cache entries that are older than this field.
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

  /// Creates an analysis from its parts.
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

/// The progress of an analysis.
public struct AnalysisProgress: Sendable, Hashable {
  /// How much has been analysed, in seconds.
  public let analysedSeconds: Double
  /// How much there is to analyse, in seconds; nil if the file does not declare it.
  public let totalSeconds: Double?

  /// Creates progress from its parts.
  public init(analysedSeconds: Double, totalSeconds: Double?) {
    self.analysedSeconds = analysedSeconds
    self.totalSeconds = totalSeconds
  }
}
