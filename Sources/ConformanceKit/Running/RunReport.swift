public import Foundation

/// The results of playing cases against a port.
public struct RunReport: Sendable {
  /// The suite's version.
  public let suite: String
  /// The version of the specification that the suite is for.
  public let specification: String
  /// The port's description; nil if it never answered.
  public let port: PortDescription?
  /// When the run began.
  public let startedAt: Date
  /// How long it took.
  public let duration: Duration
  /// The result of each case, in the order of the suite.
  public let results: [CaseResult]
  /// Shortcomings of the port apart from cases; any of them makes the run fail.
  public let shortcomings: [String]
  /// Other observations; none of them makes the run fail.
  public let remarks: [String]
  /// Why no case could be played, as a sentence; nil if any could.
  public let refusal: String?
  /// The end of the last port's standard error.
  public let errorTail: String

  /// How many cases had each outcome.
  public var totals: [CaseOutcome: Int] {
    Dictionary(results.map { ($0.outcome, 1) }, uniquingKeysWith: +)
  }

  /// Whether any case was played against the port. Cases that the runner answers itself do not
  /// count, unless no others were selected.
  public var anyWasPlayed: Bool {
    let asked = results.filter(\.golden.asksPort)
    return (asked.isEmpty ? results : asked).contains { $0.outcome != .skip }
  }

  /// Whether cases were played and every outcome is acceptable.
  public var isWell: Bool {
    refusal == nil && anyWasPlayed && shortcomings.isEmpty
      && results.allSatisfy(\.outcome.isWell)
  }

  /// The command's exit status: 0 if everything passed, 1 if something did not, 2 if no case was
  /// played.
  public var exitStatus: Int32 {
    if refusal != nil || !anyWasPlayed { 2 } else { isWell ? 0 : 1 }
  }
}
