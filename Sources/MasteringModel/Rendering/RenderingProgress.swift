/// The progress of a rendering.
public struct RenderingProgress: Sendable, Hashable {
  /// What is being done.
  public let stage: Stage
  /// The part of the stage that is done, 0…1.
  public let fraction: Double

  /// Creates progress from its parts.
  public init(stage: Stage, fraction: Double) {
    self.stage = stage
    self.fraction = fraction
  }

  /// The stages that are done, part of the current one included: 0 to the number of stages.
  public var stagesDone: Double {
    Double(Stage.allCases.firstIndex(of: stage) ?? 0) + min(max(fraction, 0), 1)
  }

  /// The stages, in order; a correction begins again with ``Stage/solving``.
  public enum Stage: String, Sendable, Hashable, CaseIterable {
    case measuring, solving, rendering
  }
}
