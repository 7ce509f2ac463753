/// How loud an audio file is, and how much of it was measured.
public struct TrackLoudness: Sendable, Hashable {
  /// What was measured.
  public let signal: SignalLoudness
  /// How much was measured, in seconds.
  public let measuredSeconds: Double
  /// The file's sample rate, in Hz.
  public let sampleRateHz: Int
  /// Whether the file ended before its own announced end.
  public let isPartial: Bool

  /// Creates a loudness from its parts.
  public init(
    signal: SignalLoudness, measuredSeconds: Double, sampleRateHz: Int, isPartial: Bool
  ) {
    self.signal = signal
    self.measuredSeconds = measuredSeconds
    self.sampleRateHz = sampleRateHz
    self.isPartial = isPartial
  }
}
