#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif
internal import Dispatch

/// Work that is cancelled, and waited for, when the user interrupts the program, so that processes
/// which were started do not outlive it.
enum InterruptibleTask {
  /// What the work returns; nil when it was interrupted.
  static func value<Value: Sendable>(
    of work: @escaping @Sendable () async -> Value
  ) async -> Value? {
    let task = Task { await work() }
    let sources = [SIGINT, SIGTERM].map { number in
      // The source sees the signal only where it does not end the program.
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler { task.cancel() }
      source.resume()
      return source
    }
    let value = await task.value
    sources.forEach { $0.cancel() }
    return task.isCancelled ? nil : value
  }
}
