/// How the loudness of a signal went: what a meter shows that is looked at while it plays.
public struct LoudnessHistory: Sendable, Hashable {
  /// From one value to the next, in seconds: 0.1, and twice as much again and again for signals of
  /// more than two hours, so that there are never more than 72,000 values.
  public let intervalSeconds: Double
  /// The loudness of the last 400 ms at the end of each interval, in LUFS; nil for silence and
  /// before there were 400 ms.
  public let momentaryLUFS: [Double?]
  /// The loudness of the last three seconds, alike.
  public let shortTermLUFS: [Double?]
  /// Where the true peak passed full scale, in seconds, each interval once; the first 1,000.
  public let overSeconds: [Double]

  /// A history from its parts.
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
