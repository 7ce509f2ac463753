/// The outcome of a case.
public enum CaseOutcome: String, Sendable, Hashable, CaseIterable {
  /// The answer is as expected.
  case pass
  /// The answer is as it must be, but not as it should be.
  case acceptable
  /// The answer differs.
  case fail
  /// The port broke the protocol, or the runner could not play the case.
  case error
  /// The port ended.
  case crash
  /// The port did not answer in time.
  case timeout
  /// The port claims the capability, but reports that there is no such method.
  case unsupported
  /// The port does not claim the capability.
  case skip
  /// It failed, as expected.
  case xfail
  /// It passed, though it was expected to fail.
  case xpass

  /// Whether the run counts as successful with it.
  public var isWell: Bool {
    switch self {
    case .pass, .acceptable, .skip, .xfail: true
    case .fail, .error, .crash, .timeout, .unsupported, .xpass: false
    }
  }
}

/// The result of a case, with what is needed to fix the port.
public struct CaseResult: Sendable {
  /// The case.
  public let golden: GoldenCase
  /// Its outcome.
  public internal(set) var outcome: CaseOutcome
  /// Why, in one line; nil for a pass.
  public internal(set) var detail: String?
  /// Where the answer differs, from what it must be or from what it should be.
  package internal(set) var mismatches: [Mismatch]
  /// The number with the largest margin; nil if none may differ.
  package internal(set) var worst: Deviation?
  /// How long it took.
  public internal(set) var duration: Duration
  /// The end of the port's standard error, if it was lost in this case.
  public internal(set) var errorTail: String?

  init(
    _ golden: GoldenCase, _ outcome: CaseOutcome, detail: String? = nil,
    mismatches: [Mismatch] = [],
    worst: Deviation? = nil, duration: Duration = .zero
  ) {
    self.golden = golden
    self.outcome = outcome
    self.detail = detail
    self.mismatches = mismatches
    self.worst = worst
    self.duration = duration
  }

  /// Where the answer differs, a sentence for each place; empty for a pass.
  public var differences: [String] { mismatches.map(\.sentence) }

  /// The same result, expected to fail.
  func expected(toFail because: String) -> CaseResult {
    var result = self
    switch outcome {
    case .pass, .acceptable:
      result.outcome = .xpass
      result.detail = "passed although expected to fail: \(because)"
    case .fail, .error, .crash, .timeout, .unsupported:
      result.outcome = .xfail
      result.detail = because
    case .skip, .xfail, .xpass: break
    }
    return result
  }
}
