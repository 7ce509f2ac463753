#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif
internal import Dispatch

/// Hears Ctrl-C (SIGINT) and SIGTERM instead of being ended by them, once: the second time they do
/// what they do to any program.
///
/// A signal that the process was started to ignore, as by `nohup` or in the background of a script,
/// stays ignored.
final class StopSignals: Sendable {
  /// What ends a process politely.
  private static let all = [SIGINT, SIGTERM]

  // Touched by init, cancel and the handlers, which Dispatch runs on one queue; the sources are
  // themselves safe to use from any thread.
  nonisolated(unsafe) private let sources: [any DispatchSourceSignal]

  /// Hears the signals until it is cancelled.
  ///
  /// - Parameter heard: is given the signal's number, on a thread of its own.
  init(_ heard: @escaping @Sendable (Int32) -> Void) {
    let queue = DispatchQueue(label: "stop signals")
    sources = Self.all.compactMap { number in
      let before = signal(number, SIG_IGN)
      guard !Self.isIgnored(before) else { return nil }
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler {
        Self.restore()
        heard(number)
      }
      return source
    }
    for source in sources { source.activate() }
  }

  /// Hears nothing any more.
  func cancel() {
    for source in sources { source.cancel() }
    if !sources.isEmpty { Self.restore() }
  }

  /// Ends the process as the signal would have, so that a shell sees it and stops its loop.
  static func end(by number: Int32) -> Never {
    signal(number, SIG_DFL)
    // Dispatch blocks signals in its threads, of which this may be one.
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, number)
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    raise(number)
    // Not reached: the signal ends the process.
    exit(status(of: number))
  }

  /// The exit status that says a signal stopped the work: 130 for Ctrl-C.
  static func status(of number: Int32) -> Int32 { 128 + number }

  private static func restore() {
    for number in all { signal(number, SIG_DFL) }
  }

  private static func isIgnored(_ handler: (@convention(c) (Int32) -> Void)?) -> Bool {
    unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }
}
