public import MasteringModel
import SystemCalls

/// Opens audio files through libsndfile: WAV, RF64, Wave64, AIFF and AIFF-C, AU, CAF, FLAC, Ogg with
/// Vorbis or Opus, MPEG layers I to III; with ID3v2 tags before them or not.
///
/// libsndfile corrects in silence what does not fit, skips damage, and guesses lengths. So each file
/// is looked at first (`ContainerSurvey`), and a stream is looked over while it is decoded
/// (`StreamVerifier`), to say where audio is missing. What cannot be seen:
/// - wrong bits within PCM, ALAC and MPEG frames;
/// - that a file without a length is cut: PCM with a placeholder for it, FLAC with an unknown count
///   and MPEG without a Xing header where they are cut exactly between two frames.
///
/// An Ogg file that is chained of several streams of one rate and count of channels is one stream; one
/// that is cut before its first sound cannot be opened. Ogg FLAC, Speex and the free format of MPEG
/// are not read. On damage within frames, and when a place in MPEG-2 audio of few bits is sought,
/// libmpg123 writes remarks to the standard error stream, which libsndfile cannot turn off.
public struct SndfileDecoder: AudioDecoder {
  /// The sample rates that are read, in Hz.
  public static let sampleRatesHz = 1_000...768_000
  /// The counts of channels that are read.
  public static let channelCounts = 1...64

  private let followsLinks: Bool

  /// A decoder.
  ///
  /// - Parameter followsLinks: whether parts of a path may be links. Where who names files may only
  ///   have those of some folders, hand in false and paths whose links have been followed: what is a
  ///   link by the time a file is opened was put there since, may lead out of the folders, and counts
  ///   as nothing.
  public init(followsLinks: Bool = true) {
    self.followsLinks = followsLinks
  }

  /// Which file, and which state of it, a path names now. Links are followed, unless the decoder does
  /// not; hard links are different files.
  ///
  /// - Throws: ``AudioFailure/notFound(path:)``, ``AudioFailure/notAFile(path:kind:)``,
  ///   ``AudioFailure/unreadable(path:reason:)``
  public func identity(ofFileAt path: String) throws(AudioFailure) -> TrackIdentity {
    guard followsLinks else {
      let status = try RegularFile(path: path, followsLinks: false).status
      return TrackIdentity(
        path: path, sizeBytes: status.sizeBytes,
        modifiedAtNanoseconds: status.modifiedAtNanoseconds)
    }
    // Refuses what is not a file in the words of the path given.
    _ = try FileStatus(ofFileAt: path)
    guard let resolved = realpath(path, nil) else { throw AudioFailure(errno: errno, path: path) }
    defer { free(resolved) }
    let absolutePath = String(cString: resolved)
    let status = try FileStatus(ofFileAt: absolutePath)
    return TrackIdentity(
      path: absolutePath, sizeBytes: status.sizeBytes,
      modifiedAtNanoseconds: status.modifiedAtNanoseconds)
  }

  /// A stream at the start of the file.
  ///
  /// - Throws: ``AudioFailure`` of every kind but ``AudioFailure/truncatedAudio(path:atSeconds:ofSeconds:)``,
  ///   which comes when the place is reached.
  public func open(_ path: String) throws(AudioFailure) -> any AudioStream {
    try Self.open(try RegularFile(path: path, followsLinks: followsLinks))
  }

  /// A stream at the start of an open file.
  ///
  /// - Throws: as ``open(_:)``
  public func open(
    file descriptor: Int32, at path: String
  ) throws(AudioFailure) -> any AudioStream {
    try Self.open(try RegularFile(sharing: descriptor, path: path))
  }

  static func open(_ file: RegularFile) throws(AudioFailure) -> any AudioStream {
    guard file.sizeBytes > 0 else {
      throw .unsupportedFormat(path: file.path, reason: .emptyFile)
    }
    return try SndfileStream(file)
  }
}
