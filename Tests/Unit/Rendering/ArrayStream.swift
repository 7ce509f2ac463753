import MasteringModel
import Synchronization

/// A track in memory.
final class ArrayStream: AudioStream, @unchecked Sendable {
  // A single test reads it.
  let format: AudioFormat
  private let samples: [Float]
  private var position = 0

  /// - Parameter declaredFrames: the stated length; nil for the real one.
  init(
    _ samples: [Float], channels: Int, sampleRateHz: Int = 44_100, declaredFrames: Int? = nil
  ) {
    self.samples = samples
    format = AudioFormat(
      sampleRateHz: sampleRateHz, channels: channels,
      declaredFrames: declaredFrames ?? samples.count / channels, encoding: .floatingPoint,
      seeksExactly: true, name: "Memory")
  }

  func read(into block: inout [Float]) throws(AudioFailure) -> Int {
    let frames = min(block.count, samples.count - position) / format.channels
    block.replaceSubrange(
      0..<(frames * format.channels),
      with: samples[position..<(position + frames * format.channels)])
    position += frames * format.channels
    return frames
  }

  func seek(toFrame frame: Int) throws(AudioFailure) {
    position = frame * format.channels
  }
}

/// One track in memory, at any path.
struct ArrayDecoder: AudioDecoder {
  let samples: [Float]
  let channels: Int
  let sampleRateHz: Int
  let declaredFrames: Int?
  /// Whether each query reports a different file.
  let changes: Bool
  private let asked = AskCount()

  init(
    _ samples: [Float], channels: Int = 1, sampleRateHz: Int = 44_100, declaredFrames: Int? = nil,
    changes: Bool = false
  ) {
    self.samples = samples
    self.channels = channels
    self.sampleRateHz = sampleRateHz
    self.declaredFrames = declaredFrames
    self.changes = changes
  }

  func identity(ofFileAt path: String) throws(AudioFailure) -> TrackIdentity {
    TrackIdentity(
      path: path, sizeBytes: 1, modifiedAtNanoseconds: changes ? Int64(asked.next()) : 0)
  }

  func open(_ path: String) throws(AudioFailure) -> any AudioStream {
    ArrayStream(
      samples, channels: channels, sampleRateHz: sampleRateHz, declaredFrames: declaredFrames)
  }

  private final class AskCount: Sendable {
    private let count = Mutex(0)

    func next() -> Int {
      count.withLock { count in
        count += 1
        return count
      }
    }
  }
}

/// What a sink received, and how it ended.
final class ArraySink: AudioSink {
  enum End { case open, finished, discarded }

  private let state = Mutex((samples: [Float](), end: End.open))
  private let room: Int

  /// - Parameter room: the number of samples until the disk is full.
  init(room: Int = .max) {
    self.room = room
  }

  var samples: [Float] { state.withLock { $0.samples } }
  var end: End { state.withLock { $0.end } }

  func write(_ samples: [Float]) throws(AudioWritingFailure) {
    let isFull = state.withLock { state in
      if state.samples.count + samples.count > room { return true }
      state.samples += samples
      return false
    }
    guard !isFull else {
      throw AudioWritingFailure(
        path: "result", reason: .system(SystemReason(code: 28, text: "No space left on device")))
    }
  }

  /// Discards what it received, for the next rendering.
  func restart() { state.withLock { $0 = ([], .open) } }

  /// Gives itself to each rendering, and so keeps the last one.
  var maker: RenderingSinkMaker {
    { _ throws(AudioWritingFailure) in
      self.restart()
      return self
    }
  }

  func finish() throws(AudioWritingFailure) { state.withLock { $0.end = .finished } }

  func discard() { state.withLock { if $0.end == .open { $0.end = .discarded } } }
}
