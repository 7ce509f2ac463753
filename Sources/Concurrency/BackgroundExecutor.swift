import Dispatch
import Synchronization

/// Runs long work on threads of its own.
///
/// An analysis computes for seconds without suspending, and a decoder may block for as long as a
/// program is silent. On the threads shared by all other tasks, of which there are as many as cores,
/// either would keep a chunk waiting. Here it only competes for cores, which the system schedules
/// fairly.
package final class BackgroundExecutor: TaskExecutor {
  private struct State {
    var lanes: [DispatchQueue] = []
    /// The lanes without work, the last one used last.
    var idle: [Int] = []
    var waiting: [UnownedJob] = []
  }

  /// More than the pieces of work that any user starts at a time, since each needs memory as well.
  private static let mostLanes = 64

  private let state = Mutex(State())

  /// Threads that are started when there is work.
  package init() {}

  package func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    let found: (lane: DispatchQueue, number: Int)? = state.withLock { state in
      if let number = state.idle.popLast() { return (state.lanes[number], number) }
      guard state.lanes.count < Self.mostLanes else {
        state.waiting.append(job)
        return nil
      }
      // Each busy serial queue has a thread; concurrent queues of one quality of service, even
      // different ones, share as many as there are cores.
      let lane = DispatchQueue(label: "adaptive-mastering.background", qos: .utility)
      state.lanes.append(lane)
      return (lane, state.lanes.count - 1)
    }
    guard let found else { return }
    found.lane.async { self.run(job, inLane: found.number) }
  }

  /// Runs a job, and then those that wait for a lane.
  private func run(_ job: UnownedJob, inLane number: Int) {
    var next: UnownedJob? = job
    while let job = next {
      job.runSynchronously(on: asUnownedTaskExecutor())
      next = state.withLock { state in
        guard state.waiting.isEmpty else { return state.waiting.removeFirst() }
        state.idle.append(number)
        return nil
      }
    }
  }
}
