import Synchronization

/// Lets a limited number of tasks through at a time; the others wait in order of arrival.
///
/// Keeps a thousand calls for a file from opening a thousand files.
package final class Turnstile: Sendable {
  private struct State {
    var free: Int
    var nextTicket = 0
    var waiting: [(ticket: Int, continuation: CheckedContinuation<Bool, Never>)] = []
  }

  private let state: Mutex<State>

  /// A turnstile with this number of places; at least one.
  package init(places: Int) {
    state = Mutex(State(free: max(places, 1)))
  }

  /// Runs the body once there is a place; nil if the task is cancelled while waiting.
  package func pass<Value: Sendable>(_ body: () async -> Value) async -> Value? {
    guard await enter() else { return nil }
    defer { leave() }
    return await body()
  }

  private func enter() async -> Bool {
    let ticket = state.withLock { state in
      state.nextTicket += 1
      return state.nextTicket
    }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let answer: Bool? = state.withLock { state in
          // Cancelled before it was queued: the handler below found no waiter to release.
          if Task.isCancelled { return false }
          if state.free > 0 {
            state.free -= 1
            return true
          }
          state.waiting.append((ticket, continuation))
          return nil
        }
        if let answer { continuation.resume(returning: answer) }
      }
    } onCancel: {
      let gone = state.withLock { state in
        state.waiting.firstIndex { $0.ticket == ticket }.map { state.waiting.remove(at: $0) }
      }
      gone?.continuation.resume(returning: false)
    }
  }

  private func leave() {
    let next = state.withLock { state -> CheckedContinuation<Bool, Never>? in
      guard !state.waiting.isEmpty else {
        state.free += 1
        return nil
      }
      return state.waiting.removeFirst().continuation
    }
    next?.resume(returning: true)
  }
}
