import Synchronization

/// The wish that a host ends, which may come before it runs.
package final class HostEnding: Sendable {
  private struct State {
    var isWished = false
    var heard: (@Sendable () -> Void)?
  }

  private let state = Mutex(State())

  /// Not wished yet.
  package init() {}

  /// Whether it was wished.
  package var isWished: Bool { state.withLock { $0.isWished } }

  /// Wishes it.
  package func wish() {
    let heard = state.withLock { state in
      state.isWished = true
      return state.heard
    }
    heard?()
  }

  /// Has something called at every wish from now on, and at once where one was there before.
  package func hear(_ heard: (@Sendable () -> Void)?) {
    let isWished = state.withLock { state in
      state.heard = heard
      return state.isWished
    }
    if isWished { heard?() }
  }
}
