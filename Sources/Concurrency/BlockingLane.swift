import Dispatch

/// Runs an actor on a queue of its own, where it may wait for a disk or a lock without taking a
/// thread from the tasks of the rest of the program.
package final class BlockingLane: SerialExecutor {
  private let queue: DispatchQueue

  /// A lane of a name, which a debugger shows.
  package init(_ name: String) {
    queue = DispatchQueue(label: name, qos: .userInitiated)
  }

  package func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
  }
}
