import MasteringModel

/// Reads any range of a file, and keeps the latest, because the next usually overlaps it.
///
/// Streams that seek exactly are moved. Others are only read forward from the start, and reopened
/// to go back, so that all ranges fit together to the sample.
struct TrackReader {
  /// The format, as the file declares it.
  let format: AudioFormat
  /// The state of the file that is read.
  let identity: TrackIdentity
  /// Where the audio ends, once that is known.
  private(set) var end: End?

  /// An end, and its damage if any.
  struct End {
    let frame: Int
    let damage: AudioFailure?
  }

  private let path: String
  private let decoder: any AudioDecoder
  private var stream: (any AudioStream)?
  /// The frame that the stream returns next.
  private var position = 0
  /// Whether there is audio up to `position`: false if the stream was moved there and has returned
  /// nothing since.
  private var isCertain = true
  /// The latest frames read, up to `position`, channels interleaved.
  private var window: [Float] = []
  private var block: [Float] = []

  /// Frames that are read at a time: enough to make calls cheap, few enough to notice cancellation
  /// soon.
  private static let blockFrames = 16_384

  /// Opens the file.
  init(path: String, decoder: any AudioDecoder) throws(AudioFailure) {
    // First, so that a file replaced in between counts as changed.
    identity = try decoder.identity(ofFileAt: path)
    let stream = try decoder.open(path)
    format = stream.format
    self.stream = stream
    self.path = path
    self.decoder = decoder
    let rates = ChunkGeometry.sampleRatesHz
    guard rates.contains(format.sampleRateHz) else {
      throw .unsupportedFormat(
        path: path, reason: .sampleRate(format.sampleRateHz, supported: rates))
    }
    guard format.channels >= 1 else {
      throw .unsupportedFormat(
        path: path, reason: .channels(format.channels, supported: 1...(.max)))
    }
  }

  /// What is known about the length.
  var length: TrackLength {
    if let end {
      return end.damage.map { .damaged(frames: end.frame, $0) } ?? .measured(frames: end.frame)
    }
    return format.declaredFrames.map { .declared(frames: $0) } ?? .unknown
  }

  /// Releases the file and what was read.
  mutating func close() {
    stream = nil
    position = 0
    isCertain = true
    window = []
    block = []
  }

  /// The samples of a range, channels interleaved; fewer if the audio ends within it. Then `end`
  /// tells where, unless the whole range is after the end.
  ///
  /// After a failure the stream's position is unknown, so the next call tries again with a new
  /// one. Only an end that was reached is kept.
  mutating func samples(
    of frames: Range<Int>, isCancelled: () -> Bool
  ) throws(ChunkFailure) -> ArraySlice<Float> {
    do throws(ChunkFailure) {
      try move(to: frames.lowerBound, isCancelled)
      try read(upTo: frames.upperBound, isCancelled)
    } catch {
      if case .audio = error { close() }
      throw error
    }
    // Frames are clamped before they are multiplied: for a frame far beyond the end, the product
    // would overflow.
    let wanted = frames.clamped(to: windowStart..<position)
    let first = (wanted.lowerBound - windowStart) * format.channels
    return window[first..<(first + wanted.count * format.channels)]
  }

  private var windowStart: Int { position - window.count / format.channels }

  // MARK: Moving

  /// Makes the window start at a frame, or end before it if the audio does.
  private mutating func move(
    to frame: Int, _ isCancelled: () -> Bool
  ) throws(ChunkFailure) {
    if stream == nil || (frame < windowStart && !format.seeksExactly) { try reopen() }
    if frame < windowStart || frame > position, format.seeksExactly {
      try seek(to: frame)
    }
    while position < frame, try readBlock(upTo: frame, isCancelled) {
      window.removeAll(keepingCapacity: true)
    }
    window.removeFirst((min(frame, position) - windowStart) * format.channels)
  }

  private mutating func reopen() throws(ChunkFailure) {
    close()
    let isSame: Bool
    do throws(AudioFailure) {
      stream = try decoder.open(path)
      isSame = try decoder.identity(ofFileAt: path) == identity && stream?.format == format
    } catch {
      close()
      throw .audio(error)
    }
    guard isSame else {
      close()
      throw .trackChanged(path: path)
    }
  }

  private mutating func seek(to frame: Int) throws(ChunkFailure) {
    do { try stream?.seek(toFrame: frame) } catch { throw .audio(error) }
    position = frame
    isCertain = frame == 0
    window.removeAll(keepingCapacity: true)
  }

  // MARK: Reading

  private mutating func read(
    upTo frame: Int, _ isCancelled: () -> Bool
  ) throws(ChunkFailure) {
    while position < frame, try readBlock(upTo: frame, isCancelled) {}
  }

  /// Appends a block to the window; false at the end of the audio.
  private mutating func readBlock(
    upTo frame: Int, _ isCancelled: () -> Bool
  ) throws(ChunkFailure) -> Bool {
    guard !isCancelled() else { throw .cancelled }
    if let end, position >= end.frame { return false }
    let samples = min(Self.blockFrames, frame - position) * format.channels
    if block.count != samples { block = [Float](repeating: 0, count: samples) }
    do throws(AudioFailure) {
      let frames = try stream?.read(into: &block) ?? 0
      guard frames > 0 else {
        noteEnd(nil)
        return false
      }
      window.append(contentsOf: block[..<(frames * format.channels)])
      position += frames
      isCertain = true
      return true
    } catch {
      guard error.endsAudio, noteEnd(error) else { throw .audio(error) }
      return false
    }
  }

  /// Records that the audio ends here, unless it may have ended before; returns whether it did.
  @discardableResult
  private mutating func noteEnd(_ damage: AudioFailure?) -> Bool {
    if isCertain { end = End(frame: position, damage: damage) }
    return isCertain
  }
}
