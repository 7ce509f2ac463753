import Foundation

/// Plays golden cases against a port, and replaces the port if it is lost.
public struct ConformanceRunner: Sendable {
  private let suite: ConformanceSuite
  private let expectedFailures: ExpectedFailures
  private let limits: RunLimits
  private let plan: RunPlan

  /// A runner for the cases of a suite.
  public init(
    suite: ConformanceSuite, expectedFailures: ExpectedFailures = ExpectedFailures(),
    limits: RunLimits = RunLimits(), plan: RunPlan = RunPlan()
  ) {
    self.suite = suite
    self.expectedFailures = expectedFailures
    self.limits = limits
    self.plan = plan
  }

  /// Plays cases.
  ///
  /// - Parameters:
  ///   - cases: those to play; by default all cases of the suite.
  ///   - host: the port's JSON-RPC host, which also lists the capabilities.
  ///   - server: the port's server; without it, cases that need one are skipped.
  ///   - progress: called with each result as played, before expected failures are applied.
  /// - Returns: the results, whatever the port did, in the order of `cases`.
  public func run(
    _ cases: [GoldenCase]? = nil, on host: some PortHost, server: ServerCommand? = nil,
    progress: @escaping @Sendable (CaseResult) -> Void = { _ in }
  ) async -> RunReport {
    let cases = cases ?? suite.cases
    let startedAt = Date.now
    let clock = ContinuousClock()
    let start = clock.now
    let failures = FailureCount(most: plan.mostFailures)
    let expectedFailures = expectedFailures
    let counted: @Sendable (CaseResult) -> Void = { result in
      if !result.outcome.isWell, expectedFailures.reason(for: result.golden.name) == nil {
        failures.add()
      }
      progress(result)
    }
    var rounds: [Round] = []
    for number in 0..<max(1, plan.rounds) {
      let ordered = plan.ordered(cases, round: number)
      rounds.append(await play(ordered, host, server, failures, counted))
      if rounds.last?.refusal != nil || failures.isReached || Task.isCancelled { break }
    }
    return report(
      Round.merged(rounds, inOrderOf: cases), cases, failures, startedAt, clock.now - start)
  }

  /// Plays cases once.
  private func play(
    _ cases: [GoldenCase], _ host: some PortHost, _ server: ServerCommand?,
    _ failures: FailureCount, _ progress: @escaping @Sendable (CaseResult) -> Void
  ) async -> Round {
    guard let workspace = Workspace(suite: suite) else {
      let refusal = CaseResult.Refusal(.error, "the runner has no folder for temporary files")
      return Round(refusal: refusal, results: cases.map { CaseResult(notPlayed: $0, refusal) })
    }
    let spoken = cases.filter { !$0.needsServer }
    var round = await Self.inLanes(plan.dealt(spoken)) { cases in
      await speak(cases, host, workspace, failures, progress)
    }
    // Even if only the server is tested: the host has to list the capabilities.
    if spoken.isEmpty { round = await speak([], host, workspace, failures, progress) }
    let described = round
    let served = await Self.inLanes(plan.dealt(cases.filter(\.needsServer))) { cases in
      let results = await serve(cases, server, described, workspace, failures, progress)
      return Round(results: results)
    }
    round.results += served.results
    withExtendedLifetime(workspace) {}
    return round
  }

  /// The results of several ports in parallel, each with its own cases.
  private static func inLanes(
    _ lanes: [[GoldenCase]], _ play: @escaping @Sendable ([GoldenCase]) async -> Round
  ) async -> Round {
    await withTaskGroup(of: (Int, Round).self) { group in
      for (lane, cases) in lanes.enumerated() {
        group.addTask { (lane, await play(cases)) }
      }
      var rounds: [Int: Round] = [:]
      for await (lane, round) in group { rounds[lane] = round }
      var whole = Round()
      for lane in lanes.indices { if let round = rounds[lane] { whole.join(round) } }
      return whole
    }
  }

  /// Plays the cases that need no server with one port after the other.
  private func speak(
    _ cases: [GoldenCase], _ host: some PortHost, _ workspace: Workspace,
    _ failures: FailureCount, _ progress: @escaping @Sendable (CaseResult) -> Void
  ) async -> Round {
    var record = RunRecord(cases: cases)
    let session = PlaySession(
      cases: cases, workspace: workspace, limits: limits, failures: failures)
    while record.next < cases.count || (cases.isEmpty && record.round.description == nil),
      !failures.isReached
    {
      if let words = record.timeouts.reasonToGiveUp(limits) {
        record.giveUp(words)
        break
      }
      let first = record.next
      let known = record.round.description
      do throws(PortUnavailable) {
        let outcome = try await host.withPort { port in
          await session.play(from: first, port, known: known, progress: progress)
        }
        record.add(outcome, progress: progress)
      } catch {
        record.refuse(.init(.error, "the port cannot be started: \(error.reason)"))
      }
      if record.round.refusal != nil || Task.isCancelled { break }
    }
    return record.finished(leavingOutUnplayed: failures.isReached)
  }

  /// Plays the cases that need a server, if there is one and the port claims the capabilities.
  private func serve(
    _ cases: [GoldenCase], _ server: ServerCommand?, _ described: Round, _ workspace: Workspace,
    _ failures: FailureCount, _ progress: @escaping @Sendable (CaseResult) -> Void
  ) async -> [CaseResult] {
    var results: [Int: CaseResult] = [:]
    var played: [(index: Int, golden: GoldenCase)] = []
    for (index, golden) in cases.enumerated() {
      if let refusal = described.refusal {
        results[index] = CaseResult(notPlayed: golden, refusal)
      } else if let skipped = golden.skipped(by: described.description) {
        results[index] = skipped
      } else if server == nil {
        results[index] = CaseResult(golden, .skip, detail: "no server was given")
      } else {
        played.append((index, golden))
      }
    }
    results.values.forEach(progress)
    if let server {
      let run = ServerRun(
        workspace: workspace, limits: limits, command: server, failures: failures)
      results.merge(await run.run(played, progress: progress)) { $1 }
    }
    return cases.indices.compactMap { index in
      results[index]
        ?? (failures.isReached ? nil : CaseResult(notPlayed: cases[index], nil))
    }
  }

  private func report(
    _ round: Round, _ cases: [GoldenCase], _ failures: FailureCount, _ startedAt: Date,
    _ duration: Duration
  ) -> RunReport {
    let results = round.results.map { result in
      expectedFailures.reason(for: result.golden.name).map(result.expected) ?? result
    }
    var remarks = round.remarks
    let names = results.map(\.golden.name)
    for entry in expectedFailures.entries where !names.contains(where: entry.matches) {
      remarks.append("The expected failure '\(entry.pattern)' matches no played case.")
    }
    if failures.isReached, results.count < cases.count {
      remarks.append(
        "The run was stopped; \(cases.count - results.count) of \(cases.count) cases were not "
          + "played.")
    }
    var shortcomings: [String] = []
    if let description = round.description {
      for name in description.capabilities where !suite.manifest.capabilities.contains(name) {
        remarks.append("The port claims '\(name)', which this suite does not know.")
      }
      if !description.capabilities.contains(Self.core) {
        shortcomings.append(
          "The port does not claim '\(Self.core)', which every port must (CON-1).")
      }
    }
    return RunReport(
      suite: suite.manifest.suite, specification: suite.manifest.specification,
      port: round.description, startedAt: startedAt, duration: duration, results: results,
      shortcomings: shortcomings, remarks: remarks,
      refusal: round.refusal.map { "The port \($0.words)." }, errorTail: round.errorTail)
  }

  /// The capability that every port claims.
  private static let core = "core"
}
