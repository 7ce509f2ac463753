import StrictJSON

/// The result of playing a case, and what it means for the port.
struct Verdict {
  var outcome: CaseOutcome
  var detail: String?
  var comparison = Comparison()
  var fate = Fate.goesOn

  /// What happens to the port.
  enum Fate {
    /// It can play the next case.
    case goesOn
    /// Its state is unknown, and it is replaced.
    case isReplaced
    /// It has closed its output.
    case hasEnded
    /// It was asked to end, and has to do so with exit status 0.
    case hasToEndWell
  }

  static let pass = Verdict(outcome: .pass)

  static func error(_ words: String) -> Verdict {
    Verdict(outcome: .error, detail: words, fate: .isReplaced)
  }

  static func timeout(_ limit: Duration, _ missing: String) -> Verdict {
    Verdict(
      outcome: .timeout, detail: "\(missing) within \(limit.words)", fate: .isReplaced)
  }

  static let crash = Verdict(outcome: .crash, fate: .hasEnded)

  /// Pass or fail, by a comparison.
  init(_ comparison: Comparison, detail: String? = nil) {
    self.init(
      outcome: comparison.isMatch ? .pass : .fail,
      detail: comparison.isMatch ? nil : detail ?? comparison.mismatches.first?.sentence,
      comparison: comparison)
  }

  init(
    outcome: CaseOutcome, detail: String? = nil, comparison: Comparison = Comparison(),
    fate: Fate = .goesOn
  ) {
    self.outcome = outcome
    self.detail = detail
    self.comparison = comparison
    self.fate = fate
  }
}

extension Duration {
  /// The duration in seconds.
  var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }

  /// The duration in words: `10 s`.
  var words: String {
    let milliseconds = Int((seconds * 1000).rounded())
    return milliseconds.isMultiple(of: 1000)
      ? "\(milliseconds / 1000) s" : "\(milliseconds) ms"
  }
}
