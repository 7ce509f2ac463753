import CSndfile
public import MasteringModel
import Synchronization
import SystemCalls

/// Writes an audio file through libsndfile: WAV (RF64 where it grows beyond 4 GiB), FLAC, AIFF or
/// CAF.
///
/// The file appears under its name when it is finished, whole and on the disk, and not before.
public final class SndfileSink: AudioSink {
  private let path: String
  /// What of the tags comes along; nil where there are none to be written.
  public let copiedTags: CopiedTags?
  private let state: Mutex<State>

  private struct State: ~Copyable {
    var writer: SndfileWriter?
  }

  /// A file to be written.
  ///
  /// - Parameters:
  ///   - path: where it is to lie; its ending names the container.
  ///   - format: gives rate and channels, and from `declaredFrames` how large it will be.
  ///   - replaces: whether it may take the place of another file.
  ///   - source: a file that must not be replaced by any name.
  ///   - tags: what the file is to say of itself, as far as its container has places for it.
  /// - Throws: what keeps such a file from being written, before anything is.
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
  /// - Throws: what keeps a file from being written there that shows without its format, so
  ///   that nothing is worked out for nothing.
  @discardableResult
  public static func container(
    at path: String, replacing replaces: Bool, source: String
  ) throws(AudioWritingFailure) -> AudioContainer {
    guard let container = AudioContainer(pathEnding: path) else {
      throw AudioWritingFailure(path: path, reason: .unknownEnding)
    }
    var old = stat()
    if stat(path, &old) == 0 {
      var own = stat()
      if stat(source, &own) == 0, own.st_dev == old.st_dev, own.st_ino == old.st_ino {
        throw AudioWritingFailure(path: path, reason: .isSource)
      }
      guard replaces else { throw AudioWritingFailure(path: path, reason: .exists) }
    }
    return container
  }

  /// Takes whole frames, channels interleaved, that were rounded to the resolution.
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

  /// Makes the file appear, once it is whole and on the disk.
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

  /// Leaves no trace; after ``finish()`` nothing happens.
  public func discard() {
    state.withLock { $0.writer = nil }
  }
}
