public import MasteringModel
import Synchronization
import SystemCalls
import SystemFiles

/// Opens audio files with libsndfile: WAV, RF64, Wave64, AIFF and AIFF-C, AU, CAF, FLAC, Ogg with
/// Vorbis or Opus, MPEG layers I to III; with or without ID3v2 tags before them.
///
/// libsndfile silently corrects inconsistencies, skips damage, and guesses lengths. So each file is
/// surveyed first (`ContainerSurvey`), and its stream is verified while it is decoded
/// (`StreamVerifier`), to report where audio is missing. The following cannot be detected:
/// - wrong bits within PCM, ALAC and MPEG frames;
/// - the truncation of a file without a length: PCM with a placeholder, and FLAC with an unknown
///   count or MPEG without a Xing header if cut exactly between two frames.
///
/// A chained Ogg file whose streams have the same rate and number of channels is read as one
/// stream; a file that is cut before its first sound cannot be opened. Ogg FLAC and Speex
/// are not supported. On damage within frames, and on seeks in MPEG-2 audio of low
/// bit rates, libmpg123 prints messages to standard error, which libsndfile cannot turn off.
public struct SndfileDecoder: AudioDecoder {
  /// The supported sample rates, in Hz.
  public static let sampleRatesHz = 1_000...768_000
  /// The supported numbers of channels.
  public static let channelCounts = 1...64

  private let followsLinks: Bool

  /// A decoder.
  ///
  /// - Parameter followsLinks: whether parts of a path may be links. If callers may only name files
  ///   in certain folders, pass false, and paths whose links have been resolved: a link found when
  ///   a file is opened was created since, may lead out of the folders, and counts as missing.
  public init(followsLinks: Bool = true) {
    self.followsLinks = followsLinks
  }

  /// The file at a path, and its current state. Links are followed, unless the decoder does not;
  /// hard links are different files.
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
    // Refuses anything that is not a file, with the path as given.
    _ = try AudioFileStatus(ofFileAt: path)
    let absolutePath: String
    do throws(SystemReason) {
      absolutePath = try resolvedPath(of: path)
    } catch {
      throw AudioFailure(errno: error.code, path: path)
    }
    let status = try AudioFileStatus(ofFileAt: absolutePath)
    return TrackIdentity(
      path: absolutePath, sizeBytes: status.sizeBytes,
      modifiedAtNanoseconds: status.modifiedAtNanoseconds)
  }

  /// A stream at the start of the file.
  ///
  /// - Throws: ``AudioFailure`` of every kind but ``AudioFailure/truncatedAudio(path:atSeconds:ofSeconds:)``,
  ///   which is thrown when that place is reached.
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

/// An audio file open in libsndfile. A lock serialises calls from several tasks.
final class SndfileStream: AudioStream {
  let format: AudioFormat
  private let reader: Mutex<SndfileReader>

  /// Opens a file.
  ///
  /// - Throws: ``AudioFailure/unreadable(path:reason:)``,
  ///   ``AudioFailure/unsupportedFormat(path:reason:)``
  init(_ file: RegularFile) throws(AudioFailure) {
    let reader = try SndfileReader(file, ContainerSurvey(of: file, .forDecoding))
    format = reader.format
    self.reader = Mutex(reader)
  }

  func read(into samples: inout [Float]) throws(AudioFailure) -> Int {
    try reader.withLock { (reader) throws(AudioFailure) in try reader.read(into: &samples) }
  }

  func read(into samples: inout [Int16]) throws(AudioFailure) -> Int {
    try reader.withLock { (reader) throws(AudioFailure) in try reader.read(into: &samples) }
  }

  func seek(toFrame frame: Int) throws(AudioFailure) {
    precondition(frame >= 0, "a stream has no frame \(frame)")
    try reader.withLock { (reader) throws(AudioFailure) in try reader.seek(toFrame: frame) }
  }
}
