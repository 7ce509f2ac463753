/// Why a file's audio cannot be read.
public enum AudioFailure: Error, Hashable {
  /// There is nothing at the path.
  case notFound(path: String)
  /// What is at the path is not a regular file.
  case notAFile(path: String, kind: FileKind)
  /// The system refused or failed.
  case unreadable(path: String, reason: SystemReason)
  /// The file is not audio in a format that can be read.
  case unsupportedFormat(path: String, reason: UnsupportedFormat)
  /// The audio ends, or can no longer be decoded, before the end that the file declares; positions
  /// are in seconds from the start.
  case truncatedAudio(path: String, atSeconds: Double, ofSeconds: Double?)
  /// The audio continues in another format and cannot be joined to what came before.
  case changingFormat(path: String, atSeconds: Double, change: FormatChange)
  /// The file is a CUE sheet that divides no file, or a track that its sheet does not have.
  case cueSheet(path: String, CueSheetProblem)
}

extension AudioFailure {
  /// Whether the audio delivered before the failure is sound.
  public var endsAudio: Bool {
    switch self {
    case .truncatedAudio, .changingFormat: true
    case .notFound, .notAFile, .unreadable, .unsupportedFormat, .cueSheet: false
    }
  }

  /// Whether the missing end is short enough for the rest to represent the whole: at most two
  /// seconds and at most a twentieth, with at least one second present.
  package var isSlightDamage: Bool {
    guard case .truncatedAudio(_, let position, let announced?) = self else { return false }
    // Both are rounded quotients; a billionth of a second is less than a frame at any rate.
    let missing = announced - position - 1e-9
    return position >= 1 && missing <= announced / 20 && missing <= 2
  }
}

/// What changes in audio that continues in another format.
public enum FormatChange: Sendable, Hashable {
  case sampleRate(fromHz: Int, toHz: Int)
  case channels(from: Int, to: Int)
  /// Another codec, or another variant of the same codec.
  case codec
  /// Another stream of the same format, whose frames are counted from 0 again.
  case stream
}

/// What a path that is not a regular file leads to.
public enum FileKind: String, Sendable, Hashable {
  case folder, pipe, socket, device
}

/// What the operating system answered.
public struct SystemReason: Error, Hashable {
  /// The error number, as in `errno`.
  public let code: Int32
  /// The system's text for it.
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
  /// The decoder does not know the format, or the header is damaged; with the decoder's own
  /// message.
  case notRecognised(String)
  /// A format, given by name, in a file whose header is damaged or of an unknown kind.
  case damagedHeader(String)
  /// The container is known, but its codec is not supported.
  case codec(String)
  /// A format, given by name, that is read with FFmpeg's programs, which are not installed.
  case needsFFmpeg(String)
  /// A list of other files without audio of its own, given by name.
  case playlist(String)
  /// A format, given by name, that can hold audio, in a file that holds none.
  case noSound(String)
  /// Something other than audio, given by name, whatever the file is called.
  case otherFile(String)
  /// A container, given by name, whose index is missing, as in a copy that was cut off.
  case noIndex(String)
  /// A container, given by name, that only refers to audio in another file.
  case audioElsewhere(String)
  /// Audio with copy protection.
  case protected
  /// The header names a sample rate outside the range.
  case sampleRate(Int, supported: ClosedRange<Int>)
  /// The header names a count of channels outside the range.
  case channels(Int, supported: ClosedRange<Int>)
}
