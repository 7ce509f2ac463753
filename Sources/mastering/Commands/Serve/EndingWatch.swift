internal import Dispatch
#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// Sees to it that a server that was told to end by a signal is gone in time, whatever keeps it, and
/// at once when it is told twice.
///
/// On threads of Dispatch, since what keeps it may be that the threads for tasks are blocked. What is
/// remembered by then is safe: the caches stand a `kill -9`.
final class EndingWatch {
  private let sources: [any DispatchSourceSignal]

  /// - Parameter milliseconds: from the first signal on.
  init(milliseconds: Int) {
    let queue = DispatchQueue(label: "mastering.ending")
    sources = [SIGTERM, SIGINT].map { number in
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      // The count is the source's own; both handlers run on the one queue.
      nonisolated(unsafe) var signals = 0
      source.setEventHandler {
        signals += 1
        if signals > 1 { _exit(0) }
        queue.asyncAfter(deadline: .now() + .milliseconds(milliseconds)) { _exit(0) }
      }
      source.resume()
      return source
    }
  }

  deinit { sources.forEach { $0.cancel() } }
}
