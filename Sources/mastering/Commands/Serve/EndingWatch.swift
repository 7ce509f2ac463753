internal import Dispatch
internal import ProcessSignals
internal import SystemCalls

/// Sees to it that a server that was told to end by a signal is gone in time, whatever keeps it, and
/// at once when it is told twice.
///
/// On threads of Dispatch, since what keeps it may be that the threads for tasks are blocked. What is
/// remembered by then is safe: the caches stand a `kill -9`.
struct EndingWatch: Sendable {
  private let watch: SignalWatch

  /// - Parameter milliseconds: from the first signal on.
  init(milliseconds: Int) async {
    let queue = DispatchQueue(label: "mastering.ending")
    // Touched by the handler alone, on the one queue.
    nonisolated(unsafe) var signals = 0
    watch = await SignalWatch([SIGTERM, SIGINT], on: queue) { _ in
      signals += 1
      if signals > 1 { _exit(0) }
      queue.asyncAfter(deadline: .now() + .milliseconds(milliseconds)) { _exit(0) }
    }
  }
}
