/// Receives rendered samples.
///
/// An implementation promises:
/// 1. It stores samples bit for bit if they were rounded to the agreed resolution.
/// 2. Before `finish` returns, and after a failure, nothing exists that could be mistaken for the
///    result.
public protocol AudioSink: AnyObject, Sendable {
  /// Writes whole frames, channels interleaved.
  func write(_ samples: [Float]) throws(AudioWritingFailure)
  /// Completes the result and makes it visible; call it once everything is written.
  func finish() throws(AudioWritingFailure)
  /// Removes every trace; does nothing after `finish`.
  func discard()
}

/// Why audio could not be written.
public struct AudioWritingFailure: Error, Hashable {
  /// The file that should have been written.
  public let path: String
  /// What went wrong.
  public let reason: Reason

  /// What can go wrong.
  public enum Reason: Error, Hashable {
    /// The system's own reason.
    case system(SystemReason)
    /// The container cannot hold this number of channels, this rate or this resolution.
    case unsupported(String)
    /// A file of this name exists.
    case exists
    /// The name is that of a folder, a device, a pipe or a socket.
    case notAFile(FileKind)
    /// It is the source itself, under this or another name.
    case isSource
    /// It is another file that is being read: the next source, or what the result is compared with.
    case isRead
    /// The source's tags cannot be written into the container.
    case tags
    /// Its extension does not name a container that can be written.
    case unknownEnding
  }

  /// Creates a failure from its parts.
  public init(path: String, reason: Reason) {
    self.path = path
    self.reason = reason
  }
}
