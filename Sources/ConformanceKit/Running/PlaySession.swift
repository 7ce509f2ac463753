import StrictJSON
import SystemCalls

/// Plays cases against one port, from its start until it is lost or no longer needed.
struct PlaySession {
  let cases: [GoldenCase]
  let workspace: Workspace
  let limits: RunLimits
  let failures: FailureCount

  /// The result.
  struct Outcome: Sendable {
    var description: PortDescription?
    /// The results of the played cases, by index in the run; the last may depend on how the port
    /// ended.
    var results: [Int: CaseResult] = [:]
    /// The first case that was not played.
    var next: Int
    /// Why the port cannot play any case.
    var refusal: CaseResult.Refusal?
    /// The case in which the port ended.
    var endedOver: Int?
    /// The case in which it had to end with exit status 0.
    var endsWellIn: Int?
    var remarks: [String] = []
  }

  /// Plays the cases from `first` on.
  ///
  /// - Parameter known: the description from an earlier port. Each new port is asked, so that its
  ///   start does not count towards the first case; one that cannot start costs a single case.
  func play(
    from first: Int, _ port: PortUnderTest, known: PortDescription?,
    progress: @Sendable (CaseResult) -> Void
  ) async -> Outcome {
    var outcome = Outcome(description: known, next: first)
    var conversation = Conversation(port: port)
    if let refusal = await greet(&conversation, &outcome) {
      if known == nil {
        outcome.refusal = refusal
      } else {
        outcome.results[first] = CaseResult(
          cases[first], refusal.outcome, detail: "the port \(refusal.words)")
        outcome.endedOver = refusal.outcome == .crash ? first : nil
        outcome.next += 1
      }
      return outcome
    }
    var isUsed = false
    var wasFresh = false
    while outcome.next < cases.count, !failures.isReached {
      let index = outcome.next
      let golden = cases[index]
      if let skipped = golden.skipped(by: outcome.description) {
        outcome.results[index] = skipped
        progress(skipped)
        outcome.next += 1
        continue
      }
      if isUsed, golden.header.isFresh || wasFresh { return outcome }
      let clock = ContinuousClock()
      let start = clock.now
      let player = CasePlayer(golden, index: index, workspace: workspace, limits: limits)
      let verdict = await player.play(in: &conversation)
      let result = CaseResult(golden, verdict, duration: clock.now - start)
      outcome.results[index] = result
      outcome.next += 1
      if golden.asksPort {
        isUsed = true
        wasFresh = golden.header.isFresh
      }
      switch verdict.fate {
      case .goesOn: progress(result)
      case .isReplaced:
        progress(result)
        noteSecondAnswers(conversation, &outcome)
        return outcome
      case .hasEnded:
        outcome.endedOver = index
        noteSecondAnswers(conversation, &outcome)
        return outcome
      case .hasToEndWell:
        outcome.endsWellIn = index
        noteSecondAnswers(conversation, &outcome)
        return outcome
      }
    }
    await sayGoodbye(&conversation, &outcome)
    noteSecondAnswers(conversation, &outcome)
    return outcome
  }

  // MARK: Beginning and end

  private func greet(
    _ conversation: inout Conversation, _ outcome: inout Outcome
  ) async -> CaseResult.Refusal? {
    let reply = await conversation.call(
      "engine.describe", nil, forCase: -1, until: .now + limits.start)
    switch reply {
    case .message(let message, let line):
      if let result = message["result"], let description = PortDescription(result) {
        outcome.description = outcome.description ?? description
        return refusal(of: description.specification)
      }
      return .init(
        .error, "gives an invalid answer to engine.describe: \(Excerpt.of(line))")
    case .breach(let words): return .init(.error, words)
    case .silence:
      return .init(.timeout, "does not answer engine.describe within \(limits.start.words)")
    case .ended: return .init(.crash, "exited before it answered engine.describe")
    }
  }

  /// With another edition, nothing can be concluded: its clauses have other meanings.
  private func refusal(of specification: String) -> CaseResult.Refusal? {
    let edition = workspace.suite.manifest.specification
    guard specification.major != edition.major else { return nil }
    return .init(
      .error,
      "follows specification \(specification.printable), but this suite is for \(edition)")
  }

  private func sayGoodbye(_ conversation: inout Conversation, _ outcome: inout Outcome) async {
    conversation.port.closeInput()
    let deadline = ContinuousClock.now + limits.farewell
    while true {
      switch await conversation.next(until: deadline) {
      case .ended: return
      case .silence:
        outcome.remarks.append(
          "The port did not exit within \(limits.farewell.words) after its input ended.")
        return
      case .answer(let message, _):
        conversation.noteLateAnswer(message)
      case .notification, .breach: break
      }
      if ContinuousClock.now >= deadline { return }
    }
  }

  private func noteSecondAnswers(_ conversation: Conversation, _ outcome: inout Outcome) {
    for index in conversation.answeredTwice {
      guard var result = outcome.results[index] else {
        outcome.remarks.append("The port answered engine.describe twice.")
        continue
      }
      guard [.pass, .acceptable, .fail].contains(result.outcome) else { continue }
      result.outcome = .error
      result.detail = "the request was answered twice"
      outcome.results[index] = result
    }
  }

}

extension CaseResult {
  /// Why a port is not good for any case.
  struct Refusal: Error {
    let outcome: CaseOutcome
    let words: String

    init(_ outcome: CaseOutcome, _ words: String) {
      self.outcome = outcome
      self.words = words
    }
  }

  /// A case that was not played, because the port was refused or the run ended before.
  init(notPlayed golden: GoldenCase, _ refusal: Refusal?) {
    self.init(
      golden, refusal?.outcome ?? .error,
      detail: refusal.map { "not played: the port \($0.words)" } ?? "not played")
  }

  /// A case that was not played after many that were not answered.
  init(notPlayed golden: GoldenCase, silent words: String) {
    self.init(golden, .timeout, detail: words)
  }

  init(_ golden: GoldenCase, _ verdict: Verdict, duration: Duration) {
    self.init(
      golden, verdict.outcome, detail: verdict.detail,
      mismatches: verdict.comparison.mismatches, worst: verdict.comparison.worst,
      duration: duration)
  }
}

extension GoldenCase {
  /// The result of skipping it, if the port does not claim what it needs.
  func skipped(by description: PortDescription?) -> CaseResult? {
    let claimed = description?.capabilities ?? []
    let missing = requires.filter { !claimed.contains($0) }
    guard !missing.isEmpty else { return nil }
    return CaseResult(
      self, .skip, detail: "the port does not claim \(missing.joined(separator: ", "))")
  }

  /// Whether the port is called.
  var asksPort: Bool {
    if case .signal = script { false } else { true }
  }
}

extension String {
  /// The first part of a version.
  fileprivate var major: Substring { prefix { $0 != "." } }
}
