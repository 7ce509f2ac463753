import Dispatch
import ProcessSignals
import SystemCalls

/// Work that is cancelled and awaited when the user interrupts the program, so that child processes
/// do not outlive it.
enum InterruptibleTask {
  /// The result of the work; nil if it was interrupted.
  static func value<Value: Sendable>(
    of work: @escaping @Sendable () async -> Value
  ) async -> Value? {
    let (signals, feed) = AsyncStream<Int32>.makeStream()
    let watch = await SignalWatch([SIGINT, SIGTERM], on: DispatchQueue(label: "interruption")) {
      feed.yield($0)
    }
    let task = Task { await work() }
    let interrupting = Task { for await _ in signals { task.cancel() } }
    let value = await task.value
    await watch.cancel()
    feed.finish()
    await interrupting.value
    return task.isCancelled ? nil : value
  }
}
