import Dispatch
import ProcessSignals
import SystemCalls

/// Ends a server on a signal, and ensures that it ends in time, whatever delays it, and at once on
/// a second signal.
///
/// Runs on Dispatch threads, because the cause of a delay may be that the threads of tasks are
/// blocked. Cached data is safe: the caches survive a `kill -9`.
struct EndingWatch: Sendable {
  private let watch: SignalWatch

  /// - Parameters:
  ///   - milliseconds: the time from the first signal until the process ends.
  ///   - stop: asks the server to end.
  init(milliseconds: Int, stop: @escaping @Sendable () -> Void) async {
    let queue = DispatchQueue(label: "mastering.ending")
    // Accessed only by the handler, on its queue.
    nonisolated(unsafe) var signals = 0
    watch = await SignalWatch([SIGTERM, SIGINT], on: queue) { _ in
      signals += 1
      if signals > 1 { _exit(ExitStatus.done.rawValue) }
      stop()
      queue.asyncAfter(deadline: .now() + .milliseconds(milliseconds)) {
        _exit(ExitStatus.done.rawValue)
      }
    }
  }
}
