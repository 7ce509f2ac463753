/// What came of a case.
public enum CaseOutcome: String, Sendable, Hashable, CaseIterable {
  /// The answer is as expected.
  case pass
  /// The answer is as it must be, and not as it should be.
  case acceptable
  /// The answer is another.
  case fail
  /// The port broke the protocol, or the runner could not play the case.
  case error
  /// The port ended.
  case crash
  /// The port did not answer in time.
  case timeout
  /// The port claims the capability, and says that there is no such method.
  case unsupported
  /// The port does not claim the capability.
  case skip
  /// It failed, as it was said to.
  case xfail
  /// It passed, though it was said to fail.
  case xpass

  /// Whether the run as a whole is well with it.
  public var isWell: Bool {
    switch self {
    case .pass, .acceptable, .skip, .xfail: true
    case .fail, .error, .crash, .timeout, .unsupported, .xpass: false
    }
  }
}

/// What came of a case, with what a person needs to mend the port.
public struct CaseResult: Sendable {
  /// The case.
  public let golden: GoldenCase
  /// What came of it.
  public internal(set) var outcome: CaseOutcome
  /// Why, in one line; nil for a pass.
  public internal(set) var detail: String?
  /// Where the answer differs, from what it must be or from what it should be.
  package internal(set) var mismatches: [Mismatch]
  /// The compared number with the largest margin; nil where none was allowed to differ.
  package internal(set) var worst: Deviation?
  /// How long it took.
  public internal(set) var duration: Duration
  /// The end of what the port wrote on standard error, where it was lost over this case.
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

  /// The same, where it was expected to fail.
  func expected(toFail because: String) -> CaseResult {
    var result = self
    switch outcome {
    case .pass, .acceptable:
      result.outcome = .xpass
      result.detail = "passed, though it was said to fail: \(because)"
    case .fail, .error, .crash, .timeout, .unsupported:
      result.outcome = .xfail
      result.detail = because
    case .skip, .xfail, .xpass: break
    }
    return result
  }
}
