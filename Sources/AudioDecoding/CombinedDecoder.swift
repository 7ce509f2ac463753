public import MasteringModel

/// Opens audio files of every kind that can be read on this machine: through libsndfile, and what it
/// does not read through FFmpeg's programs.
public struct CombinedDecoder: AudioDecoder {
  private let ffmpeg: FFmpegDecoder
  private let followsLinks: Bool

  /// A decoder.
  ///
  /// - Parameters:
  ///   - ffmpeg: the programs; nil where there are none.
  ///   - followsLinks: as in ``SndfileDecoder/init(followsLinks:)``.
  public init(ffmpeg: FFmpegPrograms? = .installed(), followsLinks: Bool = true) {
    self.ffmpeg = FFmpegDecoder(programs: ffmpeg)
    self.followsLinks = followsLinks
  }

  /// Which file, and which state of it, a path names now.
  public func identity(ofFileAt path: String) throws(AudioFailure) -> TrackIdentity {
    try SndfileDecoder(followsLinks: followsLinks).identity(ofFileAt: path)
  }

  /// A stream at the start of the file.
  public func open(_ path: String) throws(AudioFailure) -> any AudioStream {
    try open(try RegularFile(path: path, followsLinks: followsLinks))
  }

  /// A stream at the start of an open file.
  public func open(
    file descriptor: Int32, at path: String
  ) throws(AudioFailure) -> any AudioStream {
    try open(try RegularFile(sharing: descriptor, path: path))
  }

  private func open(_ file: RegularFile) throws(AudioFailure) -> any AudioStream {
    try asked(of: file) { file throws(AudioFailure) in
      try SndfileDecoder.open(file)
    } otherwise: { file throws(AudioFailure) in
      try ffmpeg.open(file)
    }
  }
}

/// Reads the tags of every file that ``CombinedDecoder`` opens.
public struct CombinedTagReader: TagReader {
  private let ffmpeg: FFmpegDecoder

  /// A reader.
  ///
  /// - Parameter ffmpeg: the programs; nil where there are none.
  public init(ffmpeg: FFmpegPrograms? = .installed()) {
    self.ffmpeg = FFmpegDecoder(programs: ffmpeg)
  }

  /// What the file says now.
  public func tags(ofFileAt path: String) throws(AudioFailure) -> TrackTags {
    try tags(of: try RegularFile(path: path))
  }

  /// What an open file says now.
  public func tags(
    ofOpenFile descriptor: Int32, at path: String
  ) throws(AudioFailure) -> TrackTags {
    try tags(of: try RegularFile(sharing: descriptor, path: path))
  }

  private func tags(of file: RegularFile) throws(AudioFailure) -> TrackTags {
    try asked(of: file) { file throws(AudioFailure) in
      try SndfileTagReader.tags(of: file)
    } otherwise: { file throws(AudioFailure) in
      try ffmpeg.tags(of: file)
    }
  }
}

/// What libsndfile gives of a file, or else FFmpeg; both read what was opened once.
private func asked<Value>(
  of file: RegularFile, _ sndfile: (RegularFile) throws(AudioFailure) -> Value,
  otherwise ffmpeg: (RegularFile) throws(AudioFailure) -> Value
) throws(AudioFailure) -> Value {
  do throws(AudioFailure) {
    return try sndfile(file)
  } catch {
    guard error.leavesOtherDecoders else { throw error }
    do throws(AudioFailure) {
      return try ffmpeg(file)
    } catch .unsupportedFormat(_, .notRecognised) {
      throw error
    }
  }
}

extension AudioFailure {
  /// Whether another decoder may know the file.
  fileprivate var leavesOtherDecoders: Bool {
    switch self {
    case .unsupportedFormat(_, .notRecognised), .unsupportedFormat(_, .codec): true
    default: false
    }
  }
}
