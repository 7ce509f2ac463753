import Dispatch
import ProcessSignals
import SystemCalls

/// Work that is cancelled and awaited when the user interrupts the program, so that child processes
/// do not outlive it.
enum InterruptibleTask {
  /// The result of the work.
  ///
  /// - Throws: ``ExitStatus/interrupted`` or ``ExitStatus/terminated`` if a signal ended it.
  static func value<Value: Sendable>(
    of work: @escaping @Sendable () async -> Value
  ) async throws -> Value {
    let (signals, feed) = AsyncStream<Int32>.makeStream()
    let watch = await SignalWatch([SIGINT, SIGTERM], on: DispatchQueue(label: "interruption")) {
      feed.yield($0)
    }
    let task = Task { await work() }
    let interrupting = Task {
      var first: Int32?
      for await signal in signals {
        first = first ?? signal
        task.cancel()
      }
      return first
    }
    let value = await task.value
    await watch.cancel()
    feed.finish()
    switch await interrupting.value {
    case nil: return value
    case SIGTERM: throw ExitStatus.terminated.code
    default: throw ExitStatus.interrupted.code
    }
  }
}
