import CWideLoops
import MasteringModel
import Synchronization
import SystemCalls
import SystemFiles

/// The decoded samples of a track between its readings, so that a rendering decodes its source once: short
/// tracks in memory, longer ones in a temporary file without a name.
///
/// Only tracks of a known length are kept, up to 25 minutes of 16-bit stereo at 44.1 kHz, and only where
/// the folder for temporary files has room for them; any other is decoded for each reading.
final class KeptSamples: Sendable {
  /// Nil if they are in memory.
  private let file: UnnamedFile?
  private let largestBytes: Int
  /// Bytes of memory that are set aside for them.
  private let reserved: Int
  fileprivate let path: String
  fileprivate let format: AudioFormat
  private let state: Mutex<State>

  private struct State {
    var samples = 0
    var isWhole = true
    /// The samples in memory, in pieces of ``pieceBytes``.
    var pieces: [[UInt8]] = []
    /// 16-bit samples on their way.
    var integers: [Int16] = []
  }

  /// The most that is kept of a track, in bytes.
  static let largestBytes = 256 << 20
  /// The most that is kept in memory: almost five minutes of 16-bit stereo at 44.1 kHz.
  static let largestInMemory = 48 << 20
  /// The most that all tracks together keep in memory.
  static let largestTogether = 96 << 20
  private static let inUse = Mutex(0)
  private static let pieceBytes = 1 << 20

  /// Samples of 16 bits are kept as such, all others as floats.
  private var isInteger16: Bool { format.encoding == .integer16 }
  private var sampleBytes: Int {
    isInteger16 ? MemoryLayout<Int16>.stride : MemoryLayout<Float>.stride
  }

  /// A place for the samples of a track; nil if they are not to be kept.
  ///
  /// - Parameter format: of the samples before they became floats.
  init?(
    of format: AudioFormat, path: String, largestBytes: Int = KeptSamples.largestBytes,
    largestInMemory: Int = KeptSamples.largestInMemory
  ) {
    self.path = path
    self.format = format
    state = Mutex(State())
    let sample = format.encoding == .integer16 ? 2 : 4
    guard let frames = format.declaredFrames, frames > 0,
      frames <= largestBytes / sample / format.channels
    else { return nil }
    let bytes = frames * sample * format.channels
    if bytes <= largestInMemory, Self.reserve(bytes) {
      file = nil
      reserved = bytes
      // A source that goes on beyond what it says must not take more than is reserved for it.
      self.largestBytes = bytes
    } else {
      guard let file = UnnamedFile() else { return nil }
      self.file = file
      reserved = 0
      self.largestBytes = largestBytes
    }
  }

  deinit { Self.inUse.withLock { $0 -= reserved } }

  private static func reserve(_ bytes: Int) -> Bool {
    inUse.withLock { inUse in
      guard inUse + bytes <= largestTogether else { return false }
      inUse += bytes
      return true
    }
  }

  /// Keeps the next samples.
  func append(_ samples: [Float], count: Int) {
    state.withLock { state in
      guard state.isWhole else { return }
      guard (state.samples + count) * sampleBytes <= largestBytes else {
        state = State(isWhole: false)
        return
      }
      let offset = state.samples * sampleBytes
      let isKept: Bool
      if isInteger16 {
        var integers: [Int16] = []
        swap(&integers, &state.integers)
        let missing = count - integers.count
        if missing > 0 { integers += repeatElement(0, count: missing) }
        // Samples that are no such numbers would be a decoder's mistake about its format.
        isKept =
          mastering_pack(samples, count, &integers) != 0
          && integers.withUnsafeBytes { bytes in
            write(UnsafeRawBufferPointer(rebasing: bytes[..<(count * 2)]), at: offset, &state)
          }
        swap(&integers, &state.integers)
      } else {
        isKept = samples.withUnsafeBytes { bytes in
          write(UnsafeRawBufferPointer(rebasing: bytes[..<(count * 4)]), at: offset, &state)
        }
      }
      state.samples += count
      // On a full disk, for instance.
      if !isKept { state = State(isWhole: false) }
    }
  }

  /// A stream of the samples from their start; nil if not all could be kept.
  func stream() -> (any AudioStream)? {
    let frames = state.withLock { $0.isWhole ? $0.samples / format.channels : nil }
    return frames.map { KeptStream(of: self, frames: $0) }
  }

  /// Reads samples from a place counted in samples; returns why the system failed, or nil.
  fileprivate func read(
    into samples: inout [Float], count: Int, from first: Int
  ) -> SystemError? {
    state.withLock { state in
      let offset = first * sampleBytes
      guard isInteger16 else {
        return samples.withUnsafeMutableBytes { bytes in
          read(
            into: UnsafeMutableRawBufferPointer(rebasing: bytes[..<(count * 4)]), at: offset, state)
        }
      }
      return withUnsafeTemporaryAllocation(of: Int16.self, capacity: count) { integers in
        let error = read(into: UnsafeMutableRawBufferPointer(integers), at: offset, state)
        if error == nil { mastering_unpack(integers.baseAddress, count, &samples) }
        return error
      }
    }
  }

  /// Stores bytes at an offset, in memory the next one; returns whether there was room for all of them.
  private func write(
    _ bytes: UnsafeRawBufferPointer, at offset: Int, _ state: inout State
  ) -> Bool {
    if let file { return file.write(bytes, at: offset) }
    var written = 0
    while written < bytes.count {
      let place = (offset + written) % Self.pieceBytes
      if place == 0 {
        state.pieces.append([])
        state.pieces[state.pieces.count - 1].reserveCapacity(Self.pieceBytes)
      }
      let count = min(bytes.count - written, Self.pieceBytes - place)
      state.pieces[state.pieces.count - 1] += bytes[written..<(written + count)]
      written += count
    }
    return true
  }

  /// Fills a buffer with the bytes at an offset; returns why that failed, or nil.
  private func read(
    into buffer: UnsafeMutableRawBufferPointer, at offset: Int, _ state: borrowing State
  ) -> SystemError? {
    if let file { return file.read(into: buffer, at: offset) }
    var done = 0
    while done < buffer.count {
      let place = (offset + done) % Self.pieceBytes
      let count = min(buffer.count - done, Self.pieceBytes - place)
      state.pieces[(offset + done) / Self.pieceBytes].withUnsafeBytes { piece in
        UnsafeMutableRawBufferPointer(rebasing: buffer[done..<(done + count)]).copyMemory(
          from: UnsafeRawBufferPointer(rebasing: piece[place..<(place + count)]))
      }
      done += count
    }
    return nil
  }
}

/// A stream of kept samples.
private final class KeptStream: AudioStream {
  let format: AudioFormat
  private let kept: KeptSamples
  private let frames: Int
  private let position = Mutex(0)

  init(of kept: KeptSamples, frames: Int) {
    self.kept = kept
    self.frames = frames
    format = AudioFormat(
      sampleRateHz: kept.format.sampleRateHz, channels: kept.format.channels,
      declaredFrames: frames, encoding: .floatingPoint, seeksExactly: true,
      name: kept.format.name, channelLayout: kept.format.channelLayout)
  }

  func read(into samples: inout [Float]) throws(AudioFailure) -> Int {
    try position.withLock { (position) throws(AudioFailure) in
      let count = min(samples.count / format.channels, frames - position)
      guard count > 0 else { return 0 }
      let channels = format.channels
      if let error = kept.read(
        into: &samples, count: count * channels, from: position * channels)
      {
        throw .unreadable(path: kept.path, reason: SystemReason(error))
      }
      position += count
      return count
    }
  }

  func seek(toFrame frame: Int) throws(AudioFailure) {
    position.withLock { $0 = min(max(frame, 0), frames) }
  }
}
