import Synchronization
package import WireFormat

/// The running calls by their ids, so that they can be cancelled.
package final class InFlight: Sendable {
  private struct State {
    var nextTicket = 0
    var cancels: [RPCRequestID: [Int: @Sendable () -> Void]] = [:]
  }

  private let state = Mutex(State())

  /// No running calls.
  package init() {}

  /// Registers a call; `cancel` may be called at any time until the ticket is returned.
  package func enter(_ id: RPCRequestID, cancel: @escaping @Sendable () -> Void) -> Int {
    state.withLock { state in
      state.nextTicket += 1
      state.cancels[id, default: [:]][state.nextTicket] = cancel
      return state.nextTicket
    }
  }

  /// Forgets a call.
  package func leave(_ id: RPCRequestID, ticket: Int) {
    state.withLock { state in
      state.cancels[id]?[ticket] = nil
      if state.cancels[id]?.isEmpty == true { state.cancels[id] = nil }
    }
  }

  /// Cancels the calls with that id; several calls may share an id.
  package func cancel(_ id: RPCRequestID) {
    let cancels = state.withLock { $0.cancels[id].map { Array($0.values) } ?? [] }
    cancels.forEach { $0() }
  }

  /// Cancels every call.
  package func cancelAll() {
    let cancels = state.withLock { state in state.cancels.values.flatMap { $0.values } }
    cancels.forEach { $0() }
  }
}
