/// What is to be rendered, and how.
public struct RenderingRequest: Sendable, Hashable {
  /// The source.
  public let path: String
  /// The changes it is to get.
  public let asks: RenderingAsks
  /// What yields where peaks meet the ceiling.
  public let policy: RenderingPolicy
  /// The highest true peak of the result.
  public let ceiling: TruePeakCeiling
  /// What its samples are rounded to.
  public let resolution: SampleResolution

  /// A request from its parts.
  public init(
    path: String, asks: RenderingAsks, policy: RenderingPolicy = .level,
    ceiling: TruePeakCeiling = .standard, resolution: SampleResolution = .integer24
  ) {
    self.path = path
    self.asks = asks
    self.policy = policy
    self.ceiling = ceiling
    self.resolution = resolution
  }
}
