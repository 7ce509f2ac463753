/// What a port did.
public enum PortOutput: Sendable, Hashable {
  /// It wrote a line; without its line feed.
  case line([UInt8])
  /// It wrote a line longer than the limit; the start of it.
  case overlong(start: [UInt8])
  /// It wrote nothing before the deadline.
  case silence
  /// It closed its output, or ended.
  case ended
}

/// How a port ended.
public enum PortEnd: Sendable, Hashable {
  /// With an exit status.
  case exited(Int)
  /// By a signal of this number.
  case signalled(Int)
  /// It did not end in time, and was killed.
  case killed
  /// Not known, as for a port inside this process.
  case unknown
}
