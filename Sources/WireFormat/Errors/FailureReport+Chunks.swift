import StrictJSON

extension FailureReport {
  /// The report of a sample rate that no track has.
  public static func invalidSampleRate(hz: Double) -> FailureReport {
    FailureReport(
      .invalidSampleRate, "the sample rate \(hz) Hz is not from 1 to 768000 Hz",
      facts: .finite("sample_rate", hz))
  }

  /// The report of a duration with no sample, or with more samples than can be counted.
  public static func uncountableDuration(seconds: Double) -> FailureReport {
    invalidDuration(seconds: seconds, "contains no sample, or more than can be counted")
  }

  /// The report of a duration with more chunks than an answer lists.
  public static func tooManyChunks(seconds: Double, most: Int) -> FailureReport {
    invalidDuration(seconds: seconds, "gives more than \(most) chunks")
  }

  /// The report of a position outside every track.
  public static func invalidPosition(seconds: Double) -> FailureReport {
    FailureReport(
      .invalidPosition, "the position \(seconds) s is not a finite number from 0 on",
      facts: .finite("position_seconds", seconds))
  }

  private static func invalidDuration(seconds: Double, _ words: String) -> FailureReport {
    FailureReport(
      .invalidDuration, "a duration of \(seconds) s \(words)",
      facts: .finite("duration_seconds", seconds))
  }
}
