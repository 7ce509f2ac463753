import StrictJSON
import Synchronization
import WireFormat

/// A call that could not be answered at once, waiting to be started.
struct RunningCall: Sendable {
  /// The call's id; nil for a notification.
  let id: RPCRequestID?
  let inFlight: InFlight
  let operation: @Sendable () async -> Result<JSON, FailureReport>?

  /// Starts the call; the value of the task is the answer without a newline, or nil if there is
  /// none.
  ///
  /// Until the task has its value, the call can be cancelled by its id; it is then answered as
  /// cancelled, whatever its result.
  func start() -> Task<[UInt8]?, Never> {
    let id = id ?? .null
    let handle = CancelHandle()
    let isNotification = self.id == nil
    let ticket = isNotification ? 0 : inFlight.enter(id) { handle.cancel() }
    let task = Task { () -> [UInt8]? in
      let outcome = await operation()
      if !isNotification { inFlight.leave(id, ticket: ticket) }
      guard !isNotification, let outcome else { return nil }
      var reply: [UInt8] = []
      switch handle.isCancelled ? .failure(.cancelled) : outcome {
      case .success(let value): RPCReply.append(value, to: id, into: &reply)
      case .failure(let failure): RPCReply.append(failure, to: id, into: &reply)
      }
      return reply
    }
    handle.set { task.cancel() }
    return task
  }
}

/// Cancels a task that may not exist yet.
private final class CancelHandle: Sendable {
  private struct State {
    var isCancelled = false
    var cancel: (@Sendable () -> Void)?
  }

  private let state = Mutex(State())

  var isCancelled: Bool { state.withLock { $0.isCancelled } }

  func cancel() {
    let cancel = state.withLock { state in
      state.isCancelled = true
      return state.cancel
    }
    cancel?()
  }

  func set(_ cancel: @escaping @Sendable () -> Void) {
    let isCancelled = state.withLock { state in
      state.cancel = cancel
      return state.isCancelled
    }
    if isCancelled { cancel() }
  }
}
