internal import SystemCalls
internal import SystemCalls

/// Wakes a thread that waits for input: a pipe of our own that it waits for as well.
final class WakePipe: Sendable {
  let end: Descriptor
  private let start: Descriptor

  /// A pipe, or nil where the system has none left.
  init?() {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { return nil }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    end = Descriptor(number: ends[0])
    start = Descriptor(number: ends[1])
  }

  /// Wakes the thread, now and whenever it waits again.
  func wake() {
    _ = start.write([1])
  }

  deinit {
    close(end.number)
    close(start.number)
  }
}
