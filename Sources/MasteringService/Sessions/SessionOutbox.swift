/// Sends the lines of a session: late answers, and notifications.
///
/// An implementation promises:
/// 1. Lines leave in the order in which they were sent; the parts of an open line leave together,
///    and lines sent in the meantime follow.
/// 2. `send` never waits. A caller with much to send waits for `room` first.
/// 3. Once the reader is gone, lines are dropped and no writer waits.
public protocol SessionOutbox: Sendable {
  /// Sends a whole line, including its newline.
  func send(_ line: [UInt8])
  /// Returns once there is room for more.
  func room() async
  /// Returns once no other line is open, and opens one.
  func openLine() async
  /// Sends a part of the open line, and returns once there is room for the next.
  func sendPart(_ bytes: [UInt8]) async
  /// Sends the rest of the open line, including its newline, and closes it.
  func closeLine(_ bytes: [UInt8])
}
