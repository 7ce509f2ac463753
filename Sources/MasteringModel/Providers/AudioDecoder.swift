/// Opens audio files.
///
/// An implementation promises:
/// 1. `open` never blocks on something that is not a regular file; it throws
///    ``AudioFailure/notAFile(path:kind:)``.
/// 2. For a file that is not audio it can read, it throws
///    ``AudioFailure/unsupportedFormat(path:reason:)``; opening never crashes, hangs or takes
///    memory in proportion to a number in a header.
/// 3. The `identity` of an unchanged file is always the same, and a changed file has a new one.
/// 4. Streams of one file do not disturb each other.
public protocol AudioDecoder: Sendable {
  /// The file at a path, and its current state.
  func identity(ofFileAt path: String) throws(AudioFailure) -> TrackIdentity

  /// A stream at the start of the file.
  func open(_ path: String) throws(AudioFailure) -> any AudioStream

  /// A stream at the start of a file that is already open, so that a file put in its place in the
  /// meantime is not read. The descriptor stays open, and its position does not matter.
  ///
  /// - Parameter path: the path it was opened by, used in failures.
  func open(file descriptor: Int32, at path: String) throws(AudioFailure) -> any AudioStream
}

extension AudioDecoder {
  /// Opens the file by the system's name for the open descriptor.
  public func open(
    file descriptor: Int32, at path: String
  ) throws(AudioFailure) -> any AudioStream {
    try open("/dev/fd/\(descriptor)")
  }
}

/// An open audio file with a position.
///
/// An implementation promises:
/// 1. `format` never changes.
/// 2. `read` fills whole frames, channels interleaved, full scale at ±1, and advances by the frames
///    it returns. It returns fewer than fit only at the end of the audio, and 0 after that.
/// 3. Audio that ends before the file says it does, or that cannot be decoded, throws
///    ``AudioFailure/truncatedAudio(path:atSeconds:ofSeconds:)`` at that point, after delivering
///    everything before it.
/// 4. Calls from several tasks are safe; they run one after another.
/// 5. Channels come in the order of `format.channelLayout`, in which front left and front right
///    come first if the file has them.
public protocol AudioStream: AnyObject, Sendable {
  /// The format, as the file declares it.
  var format: AudioFormat { get }

  /// Fills the array from its start with as many whole frames as fit, and returns how many.
  func read(into samples: inout [Float]) throws(AudioFailure) -> Int

  /// The same in 16-bit numbers, full scale at ±32768: exactly the floats' values where the
  /// encoding is ``SampleEncoding/integer16``, rounded and clamped elsewhere.
  func read(into samples: inout [Int16]) throws(AudioFailure) -> Int

  /// Moves to a frame, counted from 0. Exact where `format.seeksExactly`.
  func seek(toFrame frame: Int) throws(AudioFailure)
}

extension AudioStream {
  /// Reads floats and rounds them, for streams without a faster way.
  public func read(into samples: inout [Int16]) throws(AudioFailure) -> Int {
    var floats = [Float](repeating: 0, count: samples.count)
    let frames = try read(into: &floats)
    for index in 0..<(frames * format.channels) {
      let scaled = (floats[index] * 32768).rounded()
      samples[index] = scaled.isNaN ? 0 : Int16(min(max(scaled, -32768), 32767))
    }
    return frames
  }
}
