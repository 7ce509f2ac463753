import Dispatch
import Synchronization

/// Counts the running calls and the bytes of their lines, and keeps the reading thread from
/// starting more than there is room for.
final class RunningCount: Sendable {
  private struct State {
    var running = 0
    var bytes = 0
    var isReaderWaiting = false
    var waiters: [CheckedContinuation<Void, Never>] = []
  }

  private let limit: Int
  private let limitBytes: Int
  private let place = DispatchSemaphore(value: 0)
  private let state = Mutex(State())

  /// A count with room for this many calls whose lines have this many bytes. A single call is
  /// always allowed, however long its line.
  init(limit: Int, limitBytes: Int) {
    self.limit = limit
    self.limitBytes = limitBytes
  }

  /// Counts one more call, and blocks until there is room for it. Called from one thread only.
  func enter(bytes: Int) {
    while !state.withLock({ state in
      guard
        state.running == 0 || state.running < limit && state.bytes + bytes <= limitBytes
      else {
        state.isReaderWaiting = true
        return false
      }
      state.running += 1
      state.bytes += bytes
      return true
    }) {
      place.wait()
    }
  }

  /// Counts one less.
  func leave(bytes: Int) {
    let waiters = state.withLock { state in
      state.running -= 1
      state.bytes -= bytes
      if state.isReaderWaiting { place.signal() }
      state.isReaderWaiting = false
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
