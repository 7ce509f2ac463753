/// How long a port may take.
public struct RunLimits: Sendable, Hashable {
  /// For a case from its first byte to its last.
  public var perCase = Duration.seconds(10)
  /// To start and answer its first question.
  public var start = Duration.seconds(10)
  /// To end when its input is ended after the last case.
  public var farewell = Duration.seconds(5)
  /// After this many consecutive time-outs, the rest is not played: at 10 s each, a port that has
  /// gone silent would take hours.
  public var timeoutsInARow = 10
  /// The same after this many in total: a port that is silent from time to time would take as long.
  public var timeoutsInAll = 30
  /// After a message did not arrive: how long a port may take to show that it is alive.
  public var signOfLife = Duration.seconds(2)

  /// The usual limits.
  public init() {}
}

/// The time-outs of a run so far.
struct TimeoutCount {
  private(set) var inARow = 0
  private(set) var inAll = 0

  /// Counts the result of a case; one that did not call the port is ignored.
  mutating func add(_ result: CaseResult) {
    switch result.outcome {
    case .timeout:
      inARow += 1
      inAll += 1
    case .skip: break
    default: if result.golden.asksPort { inARow = 0 }
    }
  }

  /// Why the rest is not played; nil if it is.
  func reasonToGiveUp(_ limits: RunLimits) -> String? {
    if inARow >= limits.timeoutsInARow { return "not played after \(inARow) time-outs in a row" }
    if inAll >= limits.timeoutsInAll { return "not played after \(inAll) time-outs" }
    return nil
  }
}
