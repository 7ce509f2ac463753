import SystemCalls
import SystemCalls

/// Wakes a thread that waits for input, through an additional pipe that it polls.
final class WakePipe: Sendable {
  let end: Descriptor
  private let start: Descriptor

  /// A pipe, or nil where the system has none left.
  init?() {
    guard let (reading, writing) = try? Descriptor.pipe() else { return nil }
    end = reading
    start = writing
  }

  /// Wakes the thread, now and each time it waits again.
  func wake() {
    _ = start.write([1])
  }

  deinit {
    close(end.number)
    close(start.number)
  }
}
