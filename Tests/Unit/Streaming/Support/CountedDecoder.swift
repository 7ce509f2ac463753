import MasteringModel
import ProviderTesting
import Synchronization

/// Decodes synthetic tracks in which the value of a sample is its position. It counts operations,
/// and can declare false lengths, truncate and fail.
final class CountedDecoder: AudioDecoder {
  /// The properties of a track.
  struct Track: Sendable {
    var frames: Int
    /// The declared length, which may be false.
    var declaredFrames: Int?
    var channels = 2
    var sampleRateHz = 10
    var seeksExactly = true
    /// Whether it ends with a failure.
    var isTruncated = false

    init(frames: Int) {
      self.frames = frames
      declaredFrames = frames
    }

    static func make(_ frames: Int, _ change: (inout Track) -> Void = { _ in }) -> Track {
      var track = Track(frames: frames)
      change(&track)
      return track
    }

    /// The samples of a range.
    func samples(_ range: Range<Int>) -> [Float] {
      (range.lowerBound * channels..<range.upperBound * channels).map { Float($0) }
    }

    var truncation: AudioFailure {
      .truncatedAudio(
        path: "/track", atSeconds: Double(frames) / Double(sampleRateHz), ofSeconds: nil)
    }
  }

  struct Counts: Sendable {
    var opened = 0
    var closed = 0
    var seeks = 0
    var framesRead = 0
    /// The number of open streams.
    var open: Int { opened - closed }
  }

  private struct State {
    var counts = Counts()
    var identity = TrackIdentity.sample(path: "/track")
    var failingReads = 0
    var failingSeeks = 0
    var closing: [CheckedContinuation<Void, Never>] = []
  }

  let track: Track
  private let whenRead: (@Sendable (_ frame: Int) -> Void)?
  private let state = Mutex(State())

  static let ioFailure = AudioFailure.unreadable(
    path: "/track", reason: SystemReason(code: 5, text: "Input/output error"))

  init(_ track: Track, whenRead: (@Sendable (_ frame: Int) -> Void)? = nil) {
    self.track = track
    self.whenRead = whenRead
  }

  var counts: Counts { state.withLock { $0.counts } }

  /// Fails the next `count` reads.
  func failReads(_ count: Int) {
    state.withLock { $0.failingReads = count }
  }

  /// Fails the next `count` seeks after the stream has already moved.
  func failSeeks(_ count: Int) {
    state.withLock { $0.failingSeeks = count }
  }

  /// Turns into a different file.
  func change() {
    state.withLock { $0.identity = .sample(path: "/track", modifiedAtNanoseconds: 2) }
  }

  /// Returns once no stream is open.
  func isClosed() async {
    await withCheckedContinuation { continuation in
      let isClosed = state.withLock { state in
        if state.counts.open == 0 { return true }
        state.closing.append(continuation)
        return false
      }
      if isClosed { continuation.resume() }
    }
  }

  func identity(ofFileAt path: String) throws(AudioFailure) -> TrackIdentity {
    state.withLock { $0.identity }
  }

  func open(_ path: String) throws(AudioFailure) -> any AudioStream {
    state.withLock { $0.counts.opened += 1 }
    return Stream(self)
  }

  private func close() {
    let waiting = state.withLock { state in
      state.counts.closed += 1
      guard state.counts.open == 0 else { return [CheckedContinuation<Void, Never>]() }
      defer { state.closing = [] }
      return state.closing
    }
    waiting.forEach { $0.resume() }
  }

  private final class Stream: AudioStream {
    let format: AudioFormat
    private let decoder: CountedDecoder
    private let position = Mutex(0)
    private let hasSought = Atomic(false)

    init(_ decoder: CountedDecoder) {
      self.decoder = decoder
      let track = decoder.track
      format = .sample(
        sampleRateHz: track.sampleRateHz, channels: track.channels,
        declaredFrames: track.declaredFrames, seeksExactly: track.seeksExactly)
    }

    deinit { decoder.close() }

    func read(into samples: inout [Float]) throws(AudioFailure) -> Int {
      let track = decoder.track
      let fails = decoder.state.withLock { state in
        defer { state.failingReads = max(0, state.failingReads - 1) }
        return state.failingReads > 0
      }
      if fails { throw CountedDecoder.ioFailure }
      let start = position.withLock { $0 }
      decoder.whenRead?(start)
      let count = max(0, min(samples.count / track.channels, track.frames - start))
      if count == 0, track.isTruncated { throw track.truncation }
      // A stream with inexact seeks lands beside the position.
      let shift: Float =
        !track.seeksExactly && hasSought.load(ordering: .relaxed) ? 0.5 : 0
      for index in 0..<(count * track.channels) {
        samples[index] = Float(start * track.channels + index) + shift
      }
      position.withLock { $0 += count }
      decoder.state.withLock { $0.counts.framesRead += count }
      return count
    }

    func seek(toFrame frame: Int) throws(AudioFailure) {
      hasSought.store(true, ordering: .relaxed)
      position.withLock { $0 = frame }
      let fails = decoder.state.withLock { state in
        state.counts.seeks += 1
        defer { state.failingSeeks = max(0, state.failingSeeks - 1) }
        return state.failingSeeks > 0
      }
      if fails { throw decoder.track.truncation }
    }
  }
}
