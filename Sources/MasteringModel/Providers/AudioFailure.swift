/// Why a file's audio cannot be had.
public enum AudioFailure: Error, Hashable {
  /// There is nothing at the path.
  case notFound(path: String)
  /// What is at the path is not a regular file.
  case notAFile(path: String, kind: FileKind)
  /// The system refused or failed.
  case unreadable(path: String, reason: SystemReason)
  /// The file is not audio of a kind that can be read.
  case unsupportedFormat(path: String, reason: UnsupportedFormat)
  /// The audio ends, or cannot be decoded on, before the file says it should; positions in seconds
  /// from the start.
  case truncatedAudio(path: String, atSeconds: Double, ofSeconds: Double?)
}

/// What a path that is not a regular file leads to.
public enum FileKind: String, Sendable, Hashable {
  case folder, pipe, socket, device
}

/// What the operating system answered.
public struct SystemReason: Error, Hashable {
  /// Its number for the error, as in `errno`.
  public let code: Int32
  /// Its words for it.
  public let text: String

  /// A reason from its number and words.
  public init(code: Int32, text: String) {
    self.code = code
    self.text = text
  }
}

/// Why a file is not audio that can be read.
public enum UnsupportedFormat: Sendable, Hashable {
  /// The file has no bytes.
  case emptyFile
  /// The decoder does not know the format, or the header is damaged; in the decoder's words.
  case notRecognised(String)
  /// The header names a sample rate outside the range.
  case sampleRate(Int, supported: ClosedRange<Int>)
  /// The header names a count of channels outside the range.
  case channels(Int, supported: ClosedRange<Int>)
}
