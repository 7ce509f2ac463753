import Fingerprinting
import MasteringModel

/// Gathers the statistics of a shelved track from its samples.
struct BlockStatisticsBuilder: ~Copyable {
  private let grid: BlockGrid
  private let truePeakDB: LongRowWriter
  private let power: LongRowWriter
  private let mono: MonoBlocks
  private let channels: Int
  private let resampler: Resampler?
  /// The last samples of each channel: `context` samples before the first unprocessed one, then
  /// those still waiting for the context after them.
  private var waiting: [[Float]]
  /// The first frame of ``waiting`` that is not processed yet.
  private var nextFrame = 0
  /// What samples are multiplied by, a power of two: the squares of samples far above full scale have no
  /// room in binary32.
  private let scale: Float

  private static let context = TruePeakKernel.context
  /// Above this, samples are scaled.
  static let highSample: Float = 0x1p16

  /// - Parameter highestSample: the highest magnitude of the track's samples without the shelf.
  /// - Throws: ``FingerprintFailure/unavailable(reason:)`` if there is no memory for a resampler.
  init(grid: BlockGrid, channels: Int, highestSample: Float = 0) throws(FingerprintFailure) {
    self.grid = grid
    scale =
      highestSample > Self.highSample
      ? Float(sign: .plus, exponent: -Int(highestSample.exponent), significand: 1) : 1
    truePeakDB = LongRowWriter(count: grid.blocks)
    power = LongRowWriter(count: grid.blocks)
    mono = MonoBlocks(of: grid)
    self.channels = channels
    waiting = (0..<channels).map { _ in [Float](repeating: 0, count: Self.context) }
    let rate = grid.sampleRateHz
    if rate == 44_100 {
      resampler = nil
    } else {
      guard let resampler = Resampler(from: rate, to: 44_100, channels: min(channels, 2)) else {
        throw .unavailable(reason: "no memory for a resampler")
      }
      self.resampler = resampler
    }
  }

  /// Appends the next frames, channels interleaved: the first `frames` of the block.
  mutating func append(_ block: [Float], frames: Int) {
    let scale = scale
    let block = scale == 1 ? block : block.map { $0 * scale }
    block.withUnsafeBufferPointer { block in
      for channel in 0..<channels {
        waiting[channel].append(channel: channel, of: block, channels: channels, frames: frames)
      }
      appendMono(block, frames: frames)
    }
    look(upTo: nextFrame + waiting[0].count - 2 * Self.context)
  }

  /// The statistics; call it after the last frame.
  consuming func finish() -> BlockStatistics {
    let silence = [Float](repeating: 0, count: Self.context)
    for channel in 0..<channels { waiting[channel] += silence }
    look(upTo: grid.frames)
    if let resampler { addMono(resampler.flushed(), channels: resampler.channels) }
    var statistics = BlockStatistics(
      grid: grid, truePeakDB: truePeakDB.finish(filledWith: -120),
      power: power.finish(filledWith: 0), monoSamples: mono.samples, mono.finish())
    statistics.scale = 1 / Double(scale)
    // The resampler's length differs from the definition's by at most one sample.
    if resampler != nil {
      statistics.monoSamples = FingerprintDefinition.samples(
        inFrames: grid.frames, atSampleRateHz: grid.sampleRateHz)
    }
    return statistics
  }

  /// Processes the frames of whole blocks, or all of them if `end` is the track's.
  private mutating func look(upTo end: Int) {
    let length = grid.blockLength
    let first = nextFrame
    while nextFrame < end {
      let count = min(length, grid.frames - nextFrame)
      guard nextFrame + count <= end else { break }
      lookAtBlock(at: nextFrame - first + Self.context, frames: count)
      nextFrame += count
    }
    let seen = nextFrame - first
    if seen > 0 { for channel in 0..<channels { waiting[channel].removeFirst(seen) } }
  }

  private mutating func lookAtBlock(at start: Int, frames: Int) {
    var peak: Float = 0
    var energy = 0.0
    for channel in 0..<channels {
      waiting[channel].withUnsafeBufferPointer { samples in
        guard let base = samples.baseAddress else { return }
        peak = max(peak, TruePeakKernel.shared.peak(of: base + start, count: frames))
        energy += Double(sumOfSquares(base + start, count: frames))
      }
    }
    truePeakDB.append(Float(decibels(ofAmplitude: Double(peak) / Double(scale))))
    power.append(Float(energy / Double(frames * channels)))
  }

  private mutating func appendMono(_ block: UnsafeBufferPointer<Float>, frames: Int) {
    guard let resampler else {
      mono.append(block, frames: frames, channels: channels)
      return
    }
    let heard = resampler.channels
    let channels = channels
    let interleaved = [Float](unsafeUninitializedCapacity: frames * heard) { interleaved, filled in
      for frame in 0..<frames {
        for channel in 0..<heard {
          interleaved[frame * heard + channel] = block[frame * channels + channel]
        }
      }
      filled = frames * heard
    }
    addMono(resampler.resampled(interleaved), channels: heard)
  }

  private mutating func addMono(_ samples: [Float], channels: Int) {
    samples.withUnsafeBufferPointer { samples in
      mono.append(samples, frames: samples.count / channels, channels: channels)
    }
  }
}

/// Σ x², eight at a time: a block is short enough for binary32.
private func sumOfSquares(_ samples: UnsafePointer<Float>, count: Int) -> Float {
  var sums = SIMD8<Float>()
  var index = 0
  while index + 8 <= count {
    let eight = UnsafeRawPointer(samples + index).loadUnaligned(as: SIMD8<Float>.self)
    sums += eight * eight
    index += 8
  }
  var sum = sums.sum()
  while index < count {
    sum += samples[index] * samples[index]
    index += 1
  }
  return sum
}
