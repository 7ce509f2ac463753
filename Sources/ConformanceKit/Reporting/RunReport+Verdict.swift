extension RunReport {
  /// How many cases passed or failed, as the beginning of a sentence.
  var verdict: String {
    guard anyWasPlayed else { return "No case was played" }
    let played = results.count { $0.outcome != .skip }
    let failures = results.count { !$0.outcome.isWell }
    let expected = totals[.xfail] ?? 0
    if isWell {
      if expected > 0 {
        return "\(played - expected) of \(played) cases passed, \(expected) failed as expected"
      }
      return "\(played == 1 ? "1 case" : "All \(played) cases") passed"
    }
    if failures > 0 { return "\(failures) of \(played) cases failed" }
    return expected > 0
      ? "The run failed although no case failed unexpectedly"
      : "The run failed although all \(played) cases passed"
  }
}
