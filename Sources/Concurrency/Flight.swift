package import MasteringModel
import Synchronization

/// A piece of work that any number of tasks can wait for.
///
/// Each of them boards to get a ticket, and then waits with that ticket. A cancelled task leaves at
/// once; when the last has left, the work is cancelled, and no other task can board.
package final class Flight<Outcome: Sendable>: Sendable {
  /// The ticket of a waiting task.
  package typealias Ticket = Int

  /// The ticket of the caller that the flight is made for.
  package static var firstTicket: Ticket { 0 }

  private struct Passenger {
    let listener: ProgressListener?
    /// How to wake it, once it waits.
    var continuation: CheckedContinuation<Outcome?, Never>?
  }

  private struct State {
    var passengers: [Ticket: Passenger]
    var nextTicket = firstTicket + 1
    var progress = AnalysisProgress(analysedSeconds: 0, totalSeconds: nil)
    var outcome: Outcome?
    var isCancelled = false
    var task: Task<Void, Never>?
  }

  private let state: Mutex<State>

  /// A flight with its first passenger on board, before departure.
  package init(first listener: ProgressListener?) {
    state = Mutex(State(passengers: [Self.firstTicket: Passenger(listener: listener)]))
  }

  /// Begins the work.
  package func begin(
    on executor: any TaskExecutor,
    _ work: @escaping @Sendable (Flight<Outcome>) async -> Outcome
  ) {
    let task = Task(executorPreference: executor) { self.land(await work(self)) }
    let isCancelled = state.withLock { state in
      state.task = task
      return state.isCancelled
    }
    if isCancelled { task.cancel() }
  }

  /// Takes another passenger on board; nil if the flight is over. The caller should report the
  /// current `progress` to a new passenger outside any lock, because a listener may do anything.
  package func board(_ listener: ProgressListener?) -> Ticket? {
    state.withLock { state in
      guard state.outcome == nil, !state.isCancelled else { return nil }
      let ticket = state.nextTicket
      state.nextTicket += 1
      state.passengers[ticket] = Passenger(listener: listener)
      return ticket
    }
  }

  /// How far the work has come.
  package var progress: AnalysisProgress { state.withLock { $0.progress } }

  /// Whether the work has come to an outcome or was cancelled.
  package var isOver: Bool { state.withLock { $0.outcome != nil || $0.isCancelled } }

  /// The outcome of the work; nil if the waiting task, or the flight, was cancelled first.
  package func outcome(for ticket: Ticket) async -> Outcome? {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let known: Outcome?? = state.withLock { state in
          // Cancelled before it could wait; the work may have finished in the meantime.
          if Task.isCancelled { return .some(nil) }
          if let outcome = state.outcome { return outcome }
          // The flight was cancelled.
          guard state.passengers[ticket] != nil else { return .some(nil) }
          state.passengers[ticket]?.continuation = continuation
          return nil
        }
        if let known { continuation.resume(returning: known) }
      }
    } onCancel: {
      leave(ticket)
    }
  }

  /// Reports progress to all passengers.
  package func report(_ progress: AnalysisProgress) {
    let listeners = state.withLock { state in
      if progress.analysedSeconds >= state.progress.analysedSeconds { state.progress = progress }
      return state.passengers.values.compactMap(\.listener)
    }
    // Outside the lock: a listener may cancel its task, which leaves.
    listeners.forEach { $0.hear(progress) }
  }

  /// Cancels the work and releases all passengers.
  package func cancel() {
    let (passengers, task) = state.withLock { state in
      guard state.outcome == nil else { return ([Passenger](), Task<Void, Never>?.none) }
      state.isCancelled = true
      defer { state.passengers = [:] }
      return (Array(state.passengers.values), state.task)
    }
    task?.cancel()
    passengers.forEach { $0.continuation?.resume(returning: nil) }
  }

  private func leave(_ ticket: Ticket) {
    let (passenger, task) = state.withLock { state in
      let passenger = state.passengers.removeValue(forKey: ticket)
      guard state.passengers.isEmpty, state.outcome == nil else {
        return (passenger, Task<Void, Never>?.none)
      }
      state.isCancelled = true
      return (passenger, state.task)
    }
    task?.cancel()
    passenger?.continuation?.resume(returning: nil)
  }

  private func land(_ outcome: Outcome) {
    let passengers = state.withLock { state in
      // Cancelled work has no outcome.
      if !state.isCancelled { state.outcome = outcome }
      state.task = nil
      defer { state.passengers = [:] }
      return Array(state.passengers.values)
    }
    passengers.forEach { $0.continuation?.resume(returning: outcome) }
  }
}
