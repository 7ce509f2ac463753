import Dispatch

/// Runs an actor on its own queue, where it may wait for a disk or a lock without blocking a thread
/// of other tasks.
package final class BlockingLane: SerialExecutor {
  private let queue: DispatchQueue

  /// A lane with a name, which debuggers show.
  package init(_ name: String) {
    queue = DispatchQueue(label: name, qos: .userInitiated)
  }

  package func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
  }
}
