import Foundation
import StrictJSON

/// Sends the same calls to a port and to the reference, compares the answers, and shrinks the calls
/// whose answers differ.
public struct PortFuzzer: Sendable {
  private static let burst = 64
  private static let mostShrinkings = 400

  private let suite: ConformanceSuite
  private let seed: UInt64
  private let callLimit: Int
  private let mostFindings: Int
  private let limits: RunLimits

  /// A fuzzer.
  ///
  /// - Parameters:
  ///   - suite: the suite whose folder is used for files.
  ///   - seed: the seed for all stories.
  ///   - calls: how many calls to make at least, unless enough findings come first.
  ///   - mostFindings: the number of findings after which it ends.
  public init(
    suite: ConformanceSuite, seed: UInt64, calls: Int, mostFindings: Int,
    limits: RunLimits = RunLimits()
  ) {
    self.suite = suite
    self.seed = seed
    callLimit = calls
    self.mostFindings = mostFindings
    self.limits = limits
  }

  /// The result.
  public struct Outcome: Sendable {
    /// How many calls were answered by both.
    public internal(set) var calls = 0
    /// Calls whose answers differ, each shrunk as far as possible.
    public internal(set) var findings: [FuzzFinding] = []
    /// Why it ended early, as a sentence; nil if it did not.
    public internal(set) var refusal: String?
  }

  /// Plays the stories.
  ///
  /// - Parameter progress: called with the number of calls made.
  public func run(
    on port: some PortHost, against reference: some PortHost,
    progress: @escaping @Sendable (Int) -> Void = { _ in }
  ) async -> Outcome {
    guard let workspace = Workspace(suite: suite) else {
      return Outcome(refusal: "no folder for temporary files")
    }
    var outcome = Outcome()
    var seen: Set<String> = []
    var next = 0
    while outcome.calls < callLimit, outcome.findings.count < mostFindings, !Task.isCancelled {
      let first = next
      let made = outcome.calls
      let known = seen
      let round = await withBoth(port, reference) { pair in
        await self.round(&pair, from: first, calls: made, known, workspace, progress)
      }
      guard let round else {
        outcome.refusal = "a port cannot be started"
        break
      }
      outcome.calls += round.calls
      outcome.refusal = round.refusal
      next = round.next
      if round.refusal != nil { break }
      guard let difference = round.difference else { continue }
      seen.insert(difference.signature)
      let small = await shrunk(difference, port, reference, workspace)
      outcome.findings.append(small)
    }
    withExtendedLifetime(workspace) {}
    return outcome
  }

  // MARK: A round

  /// The result for one pair of ports.
  private struct Round: Sendable {
    var calls = 0
    var next: Int
    var difference: FuzzFinding?
    var refusal: String?
  }

  private func round(
    _ pair: inout PortPair, from first: Int, calls made: Int, _ known: Set<String>,
    _ workspace: Workspace, _ progress: @Sendable (Int) -> Void
  ) async -> Round {
    var round = Round(next: first)
    if let refusal = await pair.greet() {
      round.refusal = refusal
      return round
    }
    let generator = FuzzGenerator(seed: seed, capabilities: pair.shared)
    guard !generator.isEmpty else {
      round.refusal = "the two share no testable capability"
      return round
    }
    while made + round.calls < callLimit, !Task.isCancelled {
      let stories = (round.next..<(round.next + Self.burst)).map(generator.story)
      round.next += Self.burst
      let single = stories.filter { !$0.isStateful }
      for played in [single] + stories.filter(\.isStateful).map({ [$0] }) where !played.isEmpty {
        let findings = await pair.play(played, workspace)
        round.calls += played.reduce(0) { $0 + $1.calls.count }
        if let finding = findings.first(where: { !known.contains($0.signature) }) {
          round.difference = finding
          return round
        }
        // Known findings may have left them in different states, or ended one.
        if findings.contains(where: { $0.isLost || $0.story.isStateful }) { return round }
      }
      progress(made + round.calls)
    }
    return round
  }

  // MARK: Shrinking

  private func shrunk(
    _ finding: FuzzFinding, _ port: some PortHost, _ reference: some PortHost,
    _ workspace: Workspace
  ) async -> FuzzFinding {
    var best = finding
    var rest = best.story.smaller()[...]
    var attempts = 0
    while !rest.isEmpty, attempts < Self.mostShrinkings, !Task.isCancelled {
      let base = best
      let batch = Array(rest.prefix(Self.mostShrinkings - attempts))
      let tried = await withBoth(port, reference) { pair in
        await Self.firstDiffering(batch, like: base, &pair, workspace)
      }
      guard let tried else { return best }
      attempts += tried.tries
      rest = rest.dropFirst(tried.tries)
      guard let smaller = tried.finding else { continue }
      // Earlier stories may have contributed to it.
      let again = await withBoth(port, reference) { pair in
        await Self.firstDiffering([smaller.story], like: base, &pair, workspace).finding
      }
      guard let again = again ?? nil else { continue }
      best = again
      rest = best.story.smaller()[...]
    }
    return best
  }

  private static func firstDiffering(
    _ stories: [FuzzStory], like finding: FuzzFinding, _ pair: inout PortPair,
    _ workspace: Workspace
  ) async -> (tries: Int, finding: FuzzFinding?) {
    guard await pair.greet() == nil else { return (max(1, stories.count), nil) }
    for (index, story) in stories.enumerated() {
      if story.isStateful, index > 0 { await pair.forget(workspace) }
      let findings = await pair.play([story], workspace)
      // A different difference is another finding; following it would lose this one.
      if let found = findings.first(where: { $0.signature == finding.signature }) {
        return (index + 1, found)
      }
      if findings.contains(where: { $0.isLost || $0.story.isStateful }) {
        return (index + 1, nil)
      }
    }
    return (max(1, stories.count), nil)
  }

  /// Starts both; nil if one cannot be started.
  private func withBoth<Value: Sendable>(
    _ port: some PortHost, _ reference: some PortHost,
    _ body: @escaping @Sendable (inout PortPair) async -> Value
  ) async -> Value? {
    let limits = limits
    let session = try? await port.withPort { tested -> Value? in
      let inner = try? await reference.withPort { model in
        var pair = PortPair(tested, model, limits)
        return await body(&pair)
      }
      return inner?.value
    }
    return session?.value
  }
}
