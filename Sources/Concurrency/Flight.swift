package import MasteringModel
import Synchronization

/// One piece of work that any number of tasks wait for.
///
/// Each of them boards, which gives it a ticket, then waits with the ticket. One that is cancelled
/// leaves at once; when the last has left, the work is cancelled, and no one can board any more.
package final class Flight<Outcome: Sendable>: Sendable {
  /// The place of one that waits.
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

  /// A flight with its first passenger on board, and not yet begun.
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

  /// Takes another passenger on board; nil when the flight is over. Those who board should hear the
  /// `progress` there is, with no lock held, since a listener may do anything.
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

  /// How the work came out; nil when the task that waits, or the flight, was cancelled before.
  package func outcome(for ticket: Ticket) async -> Outcome? {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let known: Outcome?? = state.withLock { state in
          // Cancelled before it could wait, while the work, not knowing, may have been finished.
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

  /// Shows all on board how far the work has come.
  package func report(_ progress: AnalysisProgress) {
    let listeners = state.withLock { state in
      if progress.analysedSeconds >= state.progress.analysedSeconds { state.progress = progress }
      return state.passengers.values.compactMap(\.listener)
    }
    // Outside the lock: a listener may cancel its task, which leaves.
    listeners.forEach { $0.hear(progress) }
  }

  /// Cancels the work and sends all away.
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
      // Work that no one wanted any more has no outcome.
      if !state.isCancelled { state.outcome = outcome }
      state.task = nil
      defer { state.passengers = [:] }
      return Array(state.passengers.values)
    }
    passengers.forEach { $0.continuation?.resume(returning: outcome) }
  }
}
