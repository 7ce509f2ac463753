import Dispatch
import ProcessSignals
import SystemCalls

/// Ends a server at a signal, and sees to it that it is gone in time, whatever keeps it, and
/// at once when a second signal comes.
///
/// On threads of Dispatch, since what keeps it may be that the threads for tasks are blocked. What is
/// remembered by then is safe: the caches stand a `kill -9`.
struct EndingWatch: Sendable {
  private let watch: SignalWatch

  /// - Parameters:
  ///   - milliseconds: from the first signal until the process ends.
  ///   - stop: asks the server to end.
  init(milliseconds: Int, stop: @escaping @Sendable () -> Void) async {
    let queue = DispatchQueue(label: "mastering.ending")
    // Touched by the handler alone, on the one queue.
    nonisolated(unsafe) var signals = 0
    watch = await SignalWatch([SIGTERM, SIGINT], on: queue) { _ in
      signals += 1
      if signals > 1 { _exit(0) }
      stop()
      queue.asyncAfter(deadline: .now() + .milliseconds(milliseconds)) { _exit(0) }
    }
  }
}
