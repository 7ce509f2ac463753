import Synchronization

/// A request for a host to end, which may come before the host runs.
package final class HostEnding: Sendable {
  private struct State {
    var isWished = false
    var heard: (@Sendable () -> Void)?
  }

  private let state = Mutex(State())

  /// Not wished yet.
  package init() {}

  /// Whether the end was requested.
  package var isWished: Bool { state.withLock { $0.isWished } }

  /// Wishes it.
  package func wish() {
    let heard = state.withLock { state in
      state.isWished = true
      return state.heard
    }
    heard?()
  }

  /// Calls the closure for every request from now on, and at once if there was one before.
  package func hear(_ heard: (@Sendable () -> Void)?) {
    let isWished = state.withLock { state in
      state.heard = heard
      return state.isWished
    }
    if isWished { heard?() }
  }
}
