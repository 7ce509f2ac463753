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
  /// The audio goes on in another format, which cannot be heard in one with what came before.
  case changingFormat(path: String, atSeconds: Double, change: FormatChange)
  /// The file is a CUE sheet that divides nothing, or a track that a sheet does not have.
  case cueSheet(path: String, CueSheetProblem)
}

extension AudioFailure {
  /// Whether there is sound audio before it, as far as it was delivered.
  public var endsAudio: Bool {
    switch self {
    case .truncatedAudio, .changingFormat: true
    case .notFound, .notAFile, .unreadable, .unsupportedFormat, .cueSheet: false
    }
  }

  /// Whether so little is missing at the end that the rest stands for the whole: no more than two
  /// seconds, and no more than a twentieth, of audio of which there is at least a second.
  package var isSlightDamage: Bool {
    guard case .truncatedAudio(_, let position, let announced?) = self else { return false }
    // Both are rounded quotients; a billionth of a second is less than a frame at any rate.
    let missing = announced - position - 1e-9
    return position >= 1 && missing <= announced / 20 && missing <= 2
  }
}

/// What is different in audio that goes on in another format.
public enum FormatChange: Sendable, Hashable {
  case sampleRate(fromHz: Int, toHz: Int)
  case channels(from: Int, to: Int)
  /// Another codec, or another kind of the same.
  case codec
  /// Another stream of the same format, whose frames are counted from the start again.
  case stream
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
  /// The container is known, its codec is not read.
  case codec(String)
  /// Audio of a kind, named in words, that is read with FFmpeg's programs, which are not there.
  case needsFFmpeg(String)
  /// A list of other files and no audio of its own, in words.
  case playlist(String)
  /// A file, named in words, that could hold audio and holds none.
  case noSound(String)
  /// Audio that is locked to a shop's players.
  case protected
  /// The header names a sample rate outside the range.
  case sampleRate(Int, supported: ClosedRange<Int>)
  /// The header names a count of channels outside the range.
  case channels(Int, supported: ClosedRange<Int>)
}
