import Foundation
import StrictJSON

/// Plays the cases of one file against one server, from its start until it is lost or no longer
/// needed.
struct ServerSession {
  /// The cases to play, with their indices in the run.
  let cases: [(index: Int, golden: GoldenCase)]
  /// The folder that the server was started on.
  let library: String
  let workspace: Workspace
  let limits: RunLimits
  let failures: FailureCount

  /// The result.
  struct Outcome: Sendable {
    var results: [Int: CaseResult] = [:]
    /// The case in which the server ended.
    var endedOver: Int?
  }

  /// Plays until all cases are done or the server is lost.
  func play(_ port: PortUnderTest, progress: @escaping @Sendable (CaseResult) -> Void) async
    -> Outcome
  {
    var outcome = Outcome()
    let address: ServerAddress
    switch await greet(port) {
    case .success(let found): address = found
    case .failure(let refusal):
      if let first = cases.first {
        outcome.results[first.index] = CaseResult(
          first.golden, refusal.outcome, detail: "the server \(refusal.words)")
        if refusal.outcome == .crash { outcome.endedOver = first.index }
      }
      return outcome
    }
    for (index, golden) in cases {
      guard case .transcript(let transcript) = golden.script else { continue }
      if failures.isReached { return outcome }
      let clock = ContinuousClock()
      let start = clock.now
      let player = TranscriptPlayer(golden, at: address, limit: limits.perCase) {
        placeholder throws(WorkspaceProblem) in
        if case .port = placeholder { return String(address.port) }
        if case .token = placeholder { return address.token ?? "" }
        return try text(for: placeholder)
      }
      let verdict = await Self.onThreadOfItsOwn { player.play(transcript) }
      let result = CaseResult(golden, verdict, duration: clock.now - start)
      outcome.results[index] = result
      if case .hasEnded = verdict.fate, await hasEnded(port) {
        outcome.results[index]?.outcome = .crash
        outcome.endedOver = index
        return outcome
      }
      progress(result)
      if case .isReplaced = verdict.fate { return outcome }
      if golden.header.isFresh { return outcome }
    }
    return outcome
  }

  /// Waits for the line with the server's address.
  private func greet(_ port: PortUnderTest) async -> Result<ServerAddress, CaseResult.Refusal> {
    let deadline = ContinuousClock.now + limits.start
    while true {
      switch await port.next(until: deadline) {
      case .line(let line):
        if let address = ServerAddress(in: line) { return .success(address) }
        guard ContinuousClock.now < deadline else { fallthrough }
      case .silence:
        return .failure(.init(.timeout, "printed no address within \(limits.start.words)"))
      case .overlong: return .failure(.init(.error, "writes endless lines"))
      case .ended: return .failure(.init(.crash, "exited before it printed its address"))
      }
    }
  }

  /// Whether the server is gone, and not only one of its connections.
  private func hasEnded(_ port: PortUnderTest) async -> Bool {
    let deadline = ContinuousClock.now + .milliseconds(300)
    while ContinuousClock.now < deadline {
      switch await port.next(until: deadline) {
      case .ended: return true
      case .silence: return false
      case .line, .overlong: break
      }
    }
    return false
  }

  @Sendable private func text(for placeholder: Placeholder) throws(WorkspaceProblem) -> String {
    guard case .library(let name) = placeholder else { return try workspace.text(for: placeholder) }
    return name.isEmpty ? library : "\(library)/\(name)"
  }

  private static func onThreadOfItsOwn<Value: Sendable>(
    _ body: @escaping @Sendable () -> Value
  ) async -> Value {
    await withCheckedContinuation { continuation in
      Thread.detachNewThread { continuation.resume(returning: body()) }
    }
  }
}
