/// How long a port may take.
public struct RunLimits: Sendable, Hashable {
  /// For a case from its first byte to its last.
  public var perCase = Duration.seconds(10)
  /// To start and answer its first question.
  public var start = Duration.seconds(10)
  /// To end when its input is ended after the last case.
  public var farewell = Duration.seconds(5)
  /// After so many time-outs one after the other, the rest is not played: at 10 s each, a port that
  /// has fallen silent for good would take hours.
  public var timeoutsInARow = 10

  /// The usual limits.
  public init() {}
}
