import CSndfile
public import MasteringModel
import Synchronization
import SystemCalls
import SystemFiles

/// Writes an audio file with libsndfile: WAV (RF64 beyond 4 GiB), FLAC, AIFF or CAF.
///
/// The file appears under its name only when it is complete and on disk.
public final class SndfileSink: AudioSink {
  private let path: String
  /// Which tags are copied; nil if there are none to write.
  public let copiedTags: CopiedTags?
  private let state: Mutex<State>

  private struct State: ~Copyable {
    var writer: SndfileWriter?
  }

  /// A file to be written.
  ///
  /// - Parameters:
  ///   - path: where to put it; the extension selects the container.
  ///   - format: the rate, the channels, and in `declaredFrames` the expected length.
  ///   - replaces: whether it may replace another file.
  ///   - source: a file, or a track of one, that must not be replaced under any name.
  ///   - tags: the tags to write, as far as the container can hold them.
  /// - Throws: ``AudioWritingFailure`` if such a file cannot be written; nothing has been written
  ///   then.
  public init(
    at path: String, format: AudioFormat, resolution: SampleResolution, replacing replaces: Bool,
    source: String, tags: CarriedTags? = nil
  ) throws(AudioWritingFailure) {
    self.path = path
    let container = try Self.container(at: path, replacing: replaces, source: source)
    copiedTags = tags.map {
      $0.copied(into: container, audioBytes: container.audioBytes(of: format, resolution))
    }
    let writer: SndfileWriter
    do throws(AudioWritingFailure.Reason) {
      writer = try SndfileWriter(
        at: path, container: container, format: format, resolution: resolution,
        replacing: replaces, tags: tags)
    } catch {
      throw AudioWritingFailure(path: path, reason: error)
    }
    state = Mutex(State(writer: writer))
  }

  /// The container that a file at `path` would have.
  ///
  /// - Throws: ``AudioWritingFailure`` for obstacles that are known without the format, so that no
  ///   work is wasted.
  @discardableResult
  public static func container(
    at path: String, replacing replaces: Bool, source: String
  ) throws(AudioWritingFailure) -> AudioContainer {
    guard let container = AudioContainer(pathEnding: path) else {
      throw AudioWritingFailure(path: path, reason: .unknownEnding)
    }
    var old = stat()
    if stat(path, &old) == 0 {
      if let kind = old.otherKind { throw AudioWritingFailure(path: path, reason: .notAFile(kind)) }
      if Self.isFile(source, old) {
        throw AudioWritingFailure(path: path, reason: .isSource)
      }
      guard replaces else { throw AudioWritingFailure(path: path, reason: .exists) }
    }
    return container
  }

  /// Whether a source is this file: a track of a CUE sheet, such as `album.flac/03`, lies in the file
  /// before the slash.
  private static func isFile(_ source: String, _ file: stat) -> Bool {
    [source, TrackPath(source)?.file].compactMap(\.self).contains { path in
      var own = stat()
      return stat(path, &own) == 0 && own.st_dev == file.st_dev && own.st_ino == file.st_ino
    }
  }

  /// Writes whole frames, channels interleaved and rounded to the resolution.
  public func write(_ samples: [Float]) throws(AudioWritingFailure) {
    try state.withLock { (state) throws(AudioWritingFailure) in
      guard let writer = state.writer else { return }
      do throws(AudioWritingFailure.Reason) {
        try writer.write(samples)
      } catch {
        throw AudioWritingFailure(path: path, reason: error)
      }
    }
  }

  /// Makes the file appear once it is complete and on disk.
  public func finish() throws(AudioWritingFailure) {
    try state.withLock { (state) throws(AudioWritingFailure) in
      guard let writer = state.writer else { return }
      state.writer = nil
      do throws(AudioWritingFailure.Reason) {
        try writer.finish()
      } catch {
        throw AudioWritingFailure(path: path, reason: error)
      }
    }
  }

  /// Removes every trace; does nothing after ``finish()``.
  public func discard() {
    state.withLock { $0.writer = nil }
  }
}
