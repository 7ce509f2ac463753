/// How the loudness of a signal developed: what a meter shows during playback.
public struct LoudnessHistory: Sendable, Hashable {
  /// The time between two values, in seconds: 0.1, doubled as often as needed for signals of more
  /// than two hours, so that there are never more than 72,000 values.
  public let intervalSeconds: Double
  /// The loudness of the last 400 ms at the end of each interval, in LUFS; nil for silence and
  /// before 400 ms have passed.
  public let momentaryLUFS: [Double?]
  /// Likewise, the loudness of the last three seconds.
  public let shortTermLUFS: [Double?]
  /// Where the true peak passed full scale, in seconds, at most one per interval; only the first
  /// 1,000.
  public let overSeconds: [Double]

  /// Creates a history from its parts.
  public init(
    intervalSeconds: Double, momentaryLUFS: [Double?], shortTermLUFS: [Double?],
    overSeconds: [Double]
  ) {
    self.intervalSeconds = intervalSeconds
    self.momentaryLUFS = momentaryLUFS
    self.shortTermLUFS = shortTermLUFS
    self.overSeconds = overSeconds
  }
}
