/// How long a port may take.
public struct RunLimits: Sendable, Hashable {
  /// For a case from its first byte to its last.
  public var perCase = Duration.seconds(10)
  /// To start and answer its first question.
  public var start = Duration.seconds(10)
  /// To end when its input is ended after the last case.
  public var farewell = Duration.seconds(5)
  /// After this many time-outs one after the other, the rest is not played: at 10 s each, a port that
  /// has fallen silent for good would take hours.
  public var timeoutsInARow = 10
  /// After this many in all, too: a port that is silent now and then would take as long.
  public var timeoutsInAll = 30
  /// After a message did not come: how long a port may take to show that it lives.
  public var signOfLife = Duration.seconds(2)

  /// The usual limits.
  public init() {}
}

/// The time-outs of a run so far.
struct TimeoutCount {
  private(set) var inARow = 0
  private(set) var inAll = 0

  /// Takes what came of a case; a case that was not asked says nothing.
  mutating func add(_ result: CaseResult) {
    switch result.outcome {
    case .timeout:
      inARow += 1
      inAll += 1
    case .skip: break
    default: if result.golden.asksPort { inARow = 0 }
    }
  }

  /// Why the rest is not played; nil where it is.
  func reasonToGiveUp(_ limits: RunLimits) -> String? {
    if inARow >= limits.timeoutsInARow { return "not played after \(inARow) time-outs in a row" }
    if inAll >= limits.timeoutsInAll { return "not played after \(inAll) time-outs" }
    return nil
  }
}
