import Foundation
import MasteringModel
import ProviderTesting

/// A gate that threads, not tasks, wait at.
final class Gate: Sendable {
  private let condition = Condition()
  private let reached = Heard<Bool>()

  /// The lock guards the flag; `NSCondition` is made for several threads.
  private final class Condition: @unchecked Sendable {
    let condition = NSCondition()
    var isOpen = false
    /// When those who wait go on all the same; nil until the first comes.
    var deadline: Date?
  }

  /// Blocks the thread until the gate is open; at most until ten minutes after the first came, however
  /// often one passes, so that a test that fails because all threads are blocked can say so. All tests
  /// run at once, and one may wait for its turn for minutes.
  func pass() {
    condition.condition.lock()
    let deadline = condition.deadline ?? Date(timeIntervalSinceNow: 600)
    condition.deadline = deadline
    reached.hear(true)
    while !condition.isOpen, condition.condition.wait(until: deadline) {}
    condition.condition.unlock()
  }

  /// Lets all through, for ever.
  func open() {
    condition.condition.lock()
    condition.isOpen = true
    condition.condition.broadcast()
    condition.condition.unlock()
  }

  /// Returns once a task waits at it.
  func isReached() async {
    await reached.until { !$0.isEmpty }
  }
}

/// Computes on its thread without ever pausing, as a real analysis does, until a gate is open.
struct BlockingFingerprintProvider: FingerprintProvider {
  let definition = "blocking-1"
  private let gate: Gate

  init(_ gate: Gate) {
    self.gate = gate
  }

  func key(for request: AnalysisRequest) -> FingerprintKey {
    .sample(identity: .sample(path: request.path))
  }

  func analysis(
    for request: AnalysisRequest, progress: (@Sendable (AnalysisProgress) -> Void)?
  ) async throws(FingerprintFailure) -> TrackAnalysis {
    gate.pass()
    return .sample()
  }
}
