internal import Dispatch
internal import Synchronization

/// Counts the calls that are being worked on, and keeps the thread that reads from starting more
/// than so many.
final class RunningCount: Sendable {
  private struct State {
    var running = 0
    var waiters: [CheckedContinuation<Void, Never>] = []
  }

  private let places = DispatchSemaphore(value: 0)
  private let state = Mutex(State())

  /// A count with room for so many.
  init(limit: Int) {
    // Not as the initial value: a semaphore may not be let go of below that.
    for _ in 0..<limit { places.signal() }
  }

  /// Counts one more, and waits for a place for it, as a thread may.
  func enter() {
    places.wait()
    state.withLock { $0.running += 1 }
  }

  /// Counts one less.
  func leave() {
    places.signal()
    let waiters = state.withLock { state in
      state.running -= 1
      guard state.running == 0 else { return [CheckedContinuation<Void, Never>]() }
      defer { state.waiters = [] }
      return state.waiters
    }
    waiters.forEach { $0.resume() }
  }

  /// Whether none is running.
  var isIdle: Bool { state.withLock { $0.running == 0 } }

  /// Returns once none is running.
  func idle() async {
    await withCheckedContinuation { continuation in
      let goesOn = state.withLock { state in
        if state.running == 0 { return true }
        state.waiters.append(continuation)
        return false
      }
      if goesOn { continuation.resume() }
    }
  }
}
