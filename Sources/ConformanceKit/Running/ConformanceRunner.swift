internal import Foundation

/// Plays golden cases with a port, and replaces the port where it is lost.
public struct ConformanceRunner: Sendable {
  private let suite: Suite
  private let expectedFailures: ExpectedFailures
  private let limits: RunLimits

  /// A runner for the cases of a suite.
  public init(
    suite: Suite, expectedFailures: ExpectedFailures = ExpectedFailures(),
    limits: RunLimits = RunLimits()
  ) {
    self.suite = suite
    self.expectedFailures = expectedFailures
    self.limits = limits
  }

  /// Plays cases in their order.
  ///
  /// - Parameters:
  ///   - cases: those to play; all of the suite's unless given.
  ///   - host: the port's JSON-RPC host, which also says what the port claims.
  ///   - server: the port's server; without, cases that need one are skipped.
  ///   - progress: is told of each as it was played, before expected failures are looked up.
  /// - Returns: what came of it, whatever the port did.
  public func run(
    _ cases: [GoldenCase]? = nil, on host: some PortHost, server: ServerCommand? = nil,
    progress: @escaping @Sendable (CaseResult) -> Void = { _ in }
  ) async -> RunReport {
    let cases = cases ?? suite.cases
    let startedAt = Date.now
    let clock = ContinuousClock()
    let start = clock.now
    let spoken = cases.filter { !$0.needsServer }
    var record = RunRecord(cases: spoken)
    guard let workspace = Workspace(suite: suite) else {
      record.refuse(.init(.error, "the runner has no folder for temporary files"))
      return report(record, record.results, startedAt, clock.now - start)
    }
    let session = PlaySession(cases: spoken, workspace: workspace, limits: limits)
    // Also where nothing but a server is to be played with: somebody has to say what it can.
    while record.next < spoken.count || (spoken.isEmpty && record.description == nil) {
      if record.timeoutsInARow >= limits.timeoutsInARow {
        record.giveUp(after: record.timeoutsInARow)
        break
      }
      let first = record.next
      let known = record.description
      do throws(PortUnavailable) {
        let outcome = try await host.withPort { port in
          await session.play(from: first, port, known: known, progress: progress)
        }
        record.add(outcome, progress: progress)
      } catch {
        record.refuse(.init(.error, "the port cannot be started: \(error.reason)"))
      }
      if record.refusal != nil || Task.isCancelled { break }
    }
    let served = await play(
      cases.filter(\.needsServer), server, record, workspace: workspace, progress: progress)
    withExtendedLifetime(workspace) {}
    return report(
      record, Self.inOrder(of: cases, record.results + served), startedAt, clock.now - start)
  }

  /// Plays the cases that need a server, where there is one and the port claims what they need.
  private func play(
    _ cases: [GoldenCase], _ server: ServerCommand?, _ record: RunRecord, workspace: Workspace,
    progress: @escaping @Sendable (CaseResult) -> Void
  ) async -> [CaseResult] {
    var results: [Int: CaseResult] = [:]
    var played: [(index: Int, golden: GoldenCase)] = []
    for (index, golden) in cases.enumerated() {
      if let refusal = record.refusal {
        results[index] = CaseResult(notPlayed: golden, refusal)
      } else if let skipped = golden.skipped(by: record.description) {
        results[index] = skipped
      } else if server == nil {
        results[index] = CaseResult(golden, .skip, detail: "no server was given to play with")
      } else {
        played.append((index, golden))
      }
    }
    results.values.forEach(progress)
    if let server {
      let run = ServerRun(workspace: workspace, limits: limits, command: server)
      results.merge(await run.run(played, progress: progress)) { $1 }
    }
    return cases.indices.map { index in
      results[index] ?? CaseResult(notPlayed: cases[index], nil)
    }
  }

  private static func inOrder(
    of cases: [GoldenCase], _ results: [CaseResult]
  ) -> [CaseResult] {
    let places = Dictionary(
      cases.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    return results.sorted { places[$0.golden.name] ?? 0 < places[$1.golden.name] ?? 0 }
  }

  private func report(
    _ record: RunRecord, _ results: [CaseResult], _ startedAt: Date, _ duration: Duration
  ) -> RunReport {
    let results = results.map { result in
      expectedFailures.reason(for: result.golden.name).map(result.expected) ?? result
    }
    var remarks = record.remarks
    let names = results.map(\.golden.name)
    for entry in expectedFailures.entries where !names.contains(where: entry.matches) {
      remarks.append("No case that was played is the expected failure '\(entry.pattern)'.")
    }
    if let description = record.description {
      for name in description.capabilities where !suite.manifest.capabilities.contains(name) {
        remarks.append("The port claims '\(name)', which this suite does not know.")
      }
      if description.specification.major != suite.manifest.specification.major {
        remarks.append(
          "The port follows specification \(description.specification), this suite is for "
            + "\(suite.manifest.specification).")
      }
    }
    return RunReport(
      suite: suite.manifest.suite, specification: suite.manifest.specification,
      port: record.description, startedAt: startedAt, duration: duration, results: results,
      remarks: remarks, refusal: record.refusal.map { "The port \($0.words)." },
      errorTail: record.errorTail)
  }
}

extension String {
  fileprivate var major: Substring { prefix { $0 != "." } }
}

/// What is known of a run so far.
private struct RunRecord {
  let cases: [GoldenCase]
  private var played: [Int: CaseResult] = [:]
  private(set) var next = 0
  private(set) var description: PortDescription?
  private(set) var refusal: CaseResult.Refusal?
  private(set) var remarks: [String] = []
  private(set) var errorTail = ""
  private(set) var timeoutsInARow = 0

  init(cases: [GoldenCase]) {
    self.cases = cases
  }

  /// What came of every case; those that were not played as well.
  var results: [CaseResult] {
    cases.indices.map { index in
      played[index] ?? CaseResult(notPlayed: cases[index], refusal)
    }
  }

  mutating func add(
    _ session: PortSession<PlaySession.Outcome>, progress: (CaseResult) -> Void
  ) {
    let outcome = session.value
    description = outcome.description
    next = outcome.next
    errorTail = session.errorTail
    remarks += outcome.remarks
    refusal = outcome.refusal.map { refusal in
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
      timeoutsInARow = result.outcome == .timeout ? timeoutsInARow + 1 : 0
      played[index] = result
    }
  }

  private func settle(
    _ result: inout CaseResult, _ session: PortSession<PlaySession.Outcome>, hadToEnd: Bool
  ) {
    if hadToEnd {
      guard ![.exited(0), .unknown].contains(session.end) else { return }
      result.outcome = .fail
      result.detail = "\(session.end.sentence), where exit status 0 was expected"
    } else if result.outcome == .crash {
      result.detail = "the port \(session.end.sentence)"
    }
    result.errorTail = session.errorTail
  }

  mutating func refuse(_ refusal: CaseResult.Refusal) {
    self.refusal = refusal
    next = cases.count
  }

  mutating func giveUp(after count: Int) {
    for index in next..<cases.count {
      played[index] = CaseResult(notPlayed: cases[index], afterTimeouts: count)
    }
    next = cases.count
  }
}
