import Synchronization

/// The listeners for the progress of a scan.
///
/// Each is called from one thread at a time, in order, and not at all after it was removed; so they
/// are called with the lock held.
final class ScanListeners: Sendable {
  typealias Listener = @Sendable (LibraryScanProgress) -> Void

  private struct State {
    var listeners: [Int: Listener] = [:]
    var next = 0
  }

  private let state = Mutex(State())

  /// Adds a listener and reports the current state to it. Returns the number for removing it.
  func add(_ listener: @escaping Listener, telling current: () -> LibraryScanProgress) -> Int {
    state.withLock { state in
      defer { state.next += 1 }
      state.listeners[state.next] = listener
      listener(current())
      return state.next
    }
  }

  func remove(_ number: Int) {
    state.withLock { _ = $0.listeners.removeValue(forKey: number) }
  }

  /// Calls all of them.
  func tell(_ progress: LibraryScanProgress) {
    state.withLock { state in
      for listener in state.listeners.values { listener(progress) }
    }
  }
}
