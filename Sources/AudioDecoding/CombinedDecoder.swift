public import MasteringModel

/// Opens audio files of every kind that can be read on this machine: through libsndfile, and what it
/// does not read through FFmpeg's programs.
public struct CombinedDecoder: AudioDecoder {
  private let sndfile = SndfileDecoder()
  private let ffmpeg: FFmpegDecoder

  /// A decoder.
  ///
  /// - Parameter ffmpeg: the programs; nil where there are none.
  public init(ffmpeg: FFmpegPrograms? = .installed()) {
    self.ffmpeg = FFmpegDecoder(programs: ffmpeg)
  }

  /// Which file, and which state of it, a path names now.
  public func identity(ofFileAt path: String) throws(AudioFailure) -> TrackIdentity {
    try sndfile.identity(ofFileAt: path)
  }

  /// A stream at the start of the file.
  public func open(_ path: String) throws(AudioFailure) -> any AudioStream {
    do throws(AudioFailure) {
      return try sndfile.open(path)
    } catch {
      guard error.leavesOtherDecoders else { throw error }
      do throws(AudioFailure) {
        return try ffmpeg.open(path)
      } catch .unsupportedFormat(_, .notRecognised) {
        throw error
      }
    }
  }
}

/// Reads the tags of every file that ``CombinedDecoder`` opens.
public struct CombinedTagReader: TagReader {
  private let sndfile = SndfileTagReader()
  private let ffmpeg: FFmpegDecoder

  /// A reader.
  ///
  /// - Parameter ffmpeg: the programs; nil where there are none.
  public init(ffmpeg: FFmpegPrograms? = .installed()) {
    self.ffmpeg = FFmpegDecoder(programs: ffmpeg)
  }

  /// What the file says now.
  public func tags(ofFileAt path: String) throws(AudioFailure) -> TrackTags {
    do throws(AudioFailure) {
      return try sndfile.tags(ofFileAt: path)
    } catch {
      guard error.leavesOtherDecoders else { throw error }
      do throws(AudioFailure) {
        return try ffmpeg.tags(ofFileAt: path)
      } catch .unsupportedFormat(_, .notRecognised) {
        throw error
      }
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
