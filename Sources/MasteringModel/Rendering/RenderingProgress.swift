/// How far a rendering has come.
public struct RenderingProgress: Sendable, Hashable {
  /// What is being done.
  public let stage: Stage
  /// The part of the stage that is done, 0…1.
  public let fraction: Double

  /// Progress from its parts.
  public init(stage: Stage, fraction: Double) {
    self.stage = stage
    self.fraction = fraction
  }

  /// The stages, in order; a correction begins again with ``Stage/solving``.
  public enum Stage: String, Sendable, Hashable, CaseIterable {
    case measuring, solving, rendering
  }
}
