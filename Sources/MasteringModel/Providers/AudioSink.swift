/// Takes rendered samples.
///
/// An implementation promises:
/// 1. It keeps what it is given bit for bit, if it was rounded to the resolution that was agreed on.
/// 2. Nothing that can be taken for the result exists before `finish` returns, nor after a failure.
public protocol AudioSink: AnyObject, Sendable {
  /// Takes whole frames, channels interleaved.
  func write(_ samples: [Float]) throws(AudioWritingFailure)
  /// Everything was written: makes the result appear.
  func finish() throws(AudioWritingFailure)
  /// Leaves no trace; after `finish` nothing happens.
  func discard()
}

/// Why audio could not be written.
public struct AudioWritingFailure: Error, Hashable {
  /// The file that was to be written.
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
    /// It is the source itself, by this or another name.
    case isSource
    /// The source's tags cannot be written into the container.
    case tags
    /// Its ending names no container that can be written.
    case unknownEnding
  }

  /// A failure from its parts.
  public init(path: String, reason: Reason) {
    self.path = path
    self.reason = reason
  }
}
