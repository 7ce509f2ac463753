import MasteringModel
import Synchronization
import SystemCalls
import SystemFiles

/// The decoded samples of a track between its readings: in a temporary file without a name, so that a
/// rendering decodes its source once.
///
/// Only tracks of a known length are kept, up to 12 minutes of stereo at 44.1 kHz, and only where the
/// folder for temporary files has room for them; any other is decoded for each reading.
final class KeptSamples: Sendable {
  private let file: UnnamedFile
  private let largestBytes: Int
  fileprivate let path: String
  fileprivate let format: AudioFormat
  private let state = Mutex(State())

  private struct State {
    var samples = 0
    var isWhole = true
  }

  /// The most that is kept of a track, in bytes.
  static let largestBytes = 256 << 20
  private static let sampleBytes = MemoryLayout<Float>.stride

  /// A place for the samples of a track; nil if they are not to be kept.
  init?(
    of format: AudioFormat, path: String, largestBytes: Int = KeptSamples.largestBytes
  ) {
    guard let frames = format.declaredFrames, frames > 0,
      frames <= largestBytes / Self.sampleBytes / format.channels,
      let file = UnnamedFile()
    else { return nil }
    self.file = file
    self.path = path
    self.largestBytes = largestBytes
    self.format = format
  }

  /// Keeps the next samples.
  func append(_ samples: [Float], count: Int) {
    state.withLock { state in
      guard state.isWhole else { return }
      let isWritten = samples.withUnsafeBytes { bytes in
        file.write(
          UnsafeRawBufferPointer(rebasing: bytes[..<(count * Self.sampleBytes)]),
          at: state.samples * Self.sampleBytes)
      }
      state.samples += count
      // On a full disk, for instance.
      if !isWritten || state.samples * Self.sampleBytes > largestBytes { state.isWhole = false }
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
    samples.withUnsafeMutableBytes { bytes in
      file.read(
        into: UnsafeMutableRawBufferPointer(rebasing: bytes[..<(count * Self.sampleBytes)]),
        at: first * Self.sampleBytes)
    }
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
