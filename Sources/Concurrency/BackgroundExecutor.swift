import Dispatch

/// Runs long work on threads of its own.
///
/// An analysis computes for seconds without pausing. On the threads that all other tasks share, of
/// which there are as many as cores, it would keep a chunk waiting until it is done. Here it only
/// competes for the cores, which the system shares out fairly.
package final class BackgroundExecutor: TaskExecutor {
  // Of another quality of service than the shared threads, so that not even the threads below are
  // the same.
  private let queue = DispatchQueue(
    label: "adaptive-mastering.background", qos: .utility, attributes: .concurrent)

  /// Threads that are started when there is work.
  package init() {}

  package func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}
