public import Foundation

/// What came of playing cases with a port.
public struct RunReport: Sendable {
  /// The suite's version.
  public let suite: String
  /// The version of the specification that the suite is for.
  public let specification: String
  /// What the port says of itself; nil where it was never heard.
  public let port: PortDescription?
  /// When the run began.
  public let startedAt: Date
  /// How long it took.
  public let duration: Duration
  /// What came of each case, in the order of the suite.
  public let results: [CaseResult]
  /// What the port lacks beside its cases; any makes the run fail.
  public let shortcomings: [String]
  /// What else was noticed; none makes the run fail.
  public let remarks: [String]
  /// Why no case could be played, as a sentence; nil where any could.
  public let refusal: String?
  /// The end of what the last port wrote on standard error.
  public let errorTail: String

  /// How many cases had each outcome.
  public var totals: [CaseOutcome: Int] {
    Dictionary(results.map { ($0.outcome, 1) }, uniquingKeysWith: +)
  }

  /// Whether any case was played with the port. Those that the runner answers itself say nothing of
  /// it, unless no others were chosen.
  public var anyWasPlayed: Bool {
    let asked = results.filter(\.golden.asksPort)
    return (asked.isEmpty ? results : asked).contains { $0.outcome != .skip }
  }

  /// Whether cases were played and every outcome is well.
  public var isWell: Bool {
    refusal == nil && anyWasPlayed && shortcomings.isEmpty
      && results.allSatisfy(\.outcome.isWell)
  }

  /// The command's exit status: 0 when all is well, 1 when something is not, 2 when no case was
  /// played.
  public var exitStatus: Int32 {
    if refusal != nil || !anyWasPlayed { 2 } else { isWell ? 0 : 1 }
  }
}
