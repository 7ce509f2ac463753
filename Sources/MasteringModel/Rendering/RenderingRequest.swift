/// What to render, and how.
public struct RenderingRequest: Sendable, Hashable {
  /// The source.
  public let path: String
  /// The changes to make.
  public let asks: RenderingAsks
  /// What yields when peaks reach the ceiling.
  public let policy: RenderingPolicy
  /// The highest true peak of the result.
  public let ceiling: TruePeakCeiling
  /// What decides the gain of the whole track.
  public let level: RenderingLevel
  /// What its samples are rounded to.
  public let resolution: SampleResolution

  /// Creates a request from its parts.
  public init(
    path: String, asks: RenderingAsks, policy: RenderingPolicy = .level,
    ceiling: TruePeakCeiling = .standard, level: RenderingLevel = .asked,
    resolution: SampleResolution = .integer24
  ) {
    self.path = path
    self.asks = asks
    self.policy = policy
    self.ceiling = ceiling
    self.level = level
    self.resolution = resolution
  }
}

/// How finely a rendering is written.
public enum SampleResolution: Sendable, Hashable {
  /// Whole numbers of 16 or 24 bits, rounded to the nearest, without dither: dither shifts the
  /// centroid of near-silent passages by more than rounding does.
  case integer16, integer24
  /// Binary32, which can exceed full scale.
  case float32
}

/// What yields when loudness and crest factor together ask for more peak than the ceiling allows.
public enum RenderingPolicy: String, Sendable, Hashable, CaseIterable {
  /// Nothing: the result may exceed full scale. Meant for measurements with floating-point files.
  case free
  /// Loudness, by exactly what the true peak exceeds the ceiling; crest and centroid stay exact.
  case level
  /// Crest: a limiter holds the peaks, and loudness is kept.
  case crest
}
