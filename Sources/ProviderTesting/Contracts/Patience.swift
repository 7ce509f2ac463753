import Foundation
import Synchronization

/// The result of blocking work, or nil if it takes longer than the limit.
///
/// The work runs on its own thread, because tasks share only a few; work that never ends keeps it
/// forever.
func finished<Value: Sendable>(
  within patience: Duration, _ work: @escaping @Sendable () -> Value
) async -> Value? {
  await withCheckedContinuation { continuation in
    let race = Race(continuation)
    let timer = Task.detached {
      try? await Task.sleep(for: patience)
      race.finish(with: nil)
    }
    let thread = Thread {
      race.finish(with: work())
      timer.cancel()
    }
    thread.start()
  }
}

/// Lets the first of two resume a continuation.
private final class Race<Value: Sendable>: Sendable {
  private let continuation: Mutex<CheckedContinuation<Value?, Never>?>

  init(_ continuation: CheckedContinuation<Value?, Never>) {
    self.continuation = Mutex(continuation)
  }

  func finish(with value: Value?) {
    continuation.withLock { waiting in
      defer { waiting = nil }
      return waiting
    }?.resume(returning: value)
  }
}
