import Dispatch

/// Runs long work on separate threads.
///
/// An analysis computes for seconds without suspending. On the threads shared by all other tasks,
/// of which there are as many as cores, it would keep a chunk waiting until it is done. Here it
/// only competes for cores, which the system schedules fairly.
package final class BackgroundExecutor: TaskExecutor {
  // With a different quality of service from the shared threads, so that not even the underlying
  // threads are shared.
  private let queue = DispatchQueue(
    label: "adaptive-mastering.background", qos: .utility, attributes: .concurrent)

  /// Threads that are started when there is work.
  package init() {}

  package func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}
