/// The state of a run so far.
struct RunRecord {
  let cases: [GoldenCase]
  private var played: [Int: CaseResult] = [:]
  private(set) var next = 0
  /// Everything except the results.
  private(set) var round = Round()
  private(set) var timeouts = TimeoutCount()

  init(cases: [GoldenCase]) {
    self.cases = cases
  }

  /// The result of every case, including those not played unless they are left out.
  func finished(leavingOutUnplayed: Bool) -> Round {
    var round = round
    round.results = cases.indices.compactMap { index in
      played[index]
        ?? (leavingOutUnplayed ? nil : CaseResult(notPlayed: cases[index], round.refusal))
    }
    return round
  }

  mutating func add(
    _ session: PortSession<PlaySession.Outcome>, progress: (CaseResult) -> Void
  ) {
    let outcome = session.value
    round.description = outcome.description
    next = outcome.next
    round.errorTail = session.errorTail
    round.remarks += outcome.remarks
    round.refusal = outcome.refusal.map { refusal in
      refusal.outcome == .crash
        ? .init(.crash, "\(session.end.sentence) before it answered engine.describe") : refusal
    }
    for index in outcome.results.keys.sorted() {
      guard var result = outcome.results[index] else { continue }
      if index == outcome.endedOver || index == outcome.endsWellIn {
        settle(&result, session, hadToEnd: index == outcome.endsWellIn)
        progress(result)
      } else if result.outcome == .timeout || result.outcome == .error {
        result.errorTail = session.errorTail
      }
      timeouts.add(result)
      played[index] = result
    }
  }

  private func settle(
    _ result: inout CaseResult, _ session: PortSession<PlaySession.Outcome>, hadToEnd: Bool
  ) {
    if hadToEnd {
      guard ![.exited(0), .unknown].contains(session.end) else { return }
      result.outcome = .fail
      result.detail = "\(session.end.sentence); expected exit status 0"
    } else if result.outcome == .crash {
      result.detail = "the port \(session.end.sentence)"
    }
    result.errorTail = session.errorTail
  }

  mutating func refuse(_ refusal: CaseResult.Refusal) {
    round.refusal = refusal
    next = cases.count
  }

  mutating func giveUp(_ words: String) {
    for index in next..<cases.count {
      played[index] = CaseResult(notPlayed: cases[index], silent: words)
    }
    next = cases.count
  }
}
