import Foundation
import MasteringModel
import ProviderTesting

/// A gate at which threads, not tasks, wait.
final class Gate: Sendable {
  private let condition = Condition()
  private let reached = Heard<Bool>()

  /// The lock guards the flag; `NSCondition` is safe for several threads.
  private final class Condition: @unchecked Sendable {
    let condition = NSCondition()
    var isOpen = false
    /// When waiting threads continue regardless; nil until the first arrives.
    var deadline: Date?
  }

  /// Blocks the thread until the gate is open, but at most until ten minutes after the first
  /// arrival. The limit lets a test that fails because all threads are blocked report that. All
  /// tests run at once, and one may wait minutes for its turn.
  func pass() {
    condition.condition.lock()
    let deadline = condition.deadline ?? Date(timeIntervalSinceNow: 600)
    condition.deadline = deadline
    reached.hear(true)
    while !condition.isOpen, condition.condition.wait(until: deadline) {}
    condition.condition.unlock()
  }

  /// Opens the gate for good.
  func open() {
    condition.condition.lock()
    condition.isOpen = true
    condition.condition.broadcast()
    condition.condition.unlock()
  }

  /// Returns once a task is waiting at the gate.
  func isReached() async {
    await reached.until { !$0.isEmpty }
  }
}

/// Computes on its thread without pausing, as a real analysis does, until a gate opens.
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
