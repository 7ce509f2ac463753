internal import Dispatch
#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// Tells of SIGTERM and SIGINT, which no longer end the process by themselves as long as it lives.
///
/// By Dispatch, which the runtime brings along: a library for services would bring five packages for
/// these lines. A closed pipe is told by the write that fails, so SIGPIPE is ignored.
final class SignalWatch {
  private let sources: [any DispatchSourceSignal]

  init(_ body: @escaping @Sendable (Int32) -> Void) {
    signal(SIGPIPE, SIG_IGN)
    sources = [SIGTERM, SIGINT].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler { body(number) }
      source.resume()
      return source
    }
  }

  deinit {
    sources.forEach { $0.cancel() }
    for number in [SIGTERM, SIGINT] { signal(number, SIG_DFL) }
  }
}
