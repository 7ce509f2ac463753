import Fingerprinting
import MasteringModel

/// Gathers the statistics of a shelved track from its samples.
struct BlockStatisticsBuilder: ~Copyable {
  private var statistics: BlockStatistics
  private let channels: Int
  private let resampler: Resampler?
  /// The last samples of each channel: `context` samples before the first unprocessed one, then
  /// those still waiting for the context after them.
  private var waiting: [[Float]]
  /// The first frame of ``waiting`` that is not processed yet.
  private var nextFrame = 0
  private var monoSample = 0
  private let blocksPerMonoSample: Double

  private static let context = TruePeakKernel.context

  /// - Throws: ``FingerprintFailure/unavailable(reason:)`` if there is no memory for a resampler.
  init(grid: BlockGrid, channels: Int) throws(FingerprintFailure) {
    statistics = BlockStatistics(grid: grid)
    self.channels = channels
    waiting = (0..<channels).map { _ in [Float](repeating: 0, count: Self.context) }
    let rate = grid.sampleRateHz
    blocksPerMonoSample = Double(rate) / 44_100 / Double(grid.blockLength)
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
    block.withUnsafeBufferPointer { block in
      for channel in 0..<channels {
        let known = waiting[channel].count
        waiting[channel] += repeatElement(0, count: frames)
        waiting[channel].withUnsafeMutableBufferPointer { waiting in
          for frame in 0..<frames { waiting[known + frame] = block[frame * channels + channel] }
        }
      }
      appendMono(block, frames: frames)
    }
    look(upTo: nextFrame + waiting[0].count - 2 * Self.context)
  }

  /// The statistics; call it after the last frame.
  consuming func finish() -> BlockStatistics {
    let silence = [Float](repeating: 0, count: Self.context)
    for channel in 0..<channels { waiting[channel] += silence }
    look(upTo: statistics.grid.frames)
    if let resampler {
      addMono(resampler.flushed(), channels: resampler.channels)
      // The resampler's length differs from the definition's by at most one sample.
      monoSample = FingerprintDefinition.samples(
        inFrames: statistics.grid.frames, atSampleRateHz: statistics.grid.sampleRateHz)
    }
    statistics.monoSamples = monoSample
    return statistics
  }

  /// Processes the frames of whole blocks, or all of them if `end` is the track's.
  private mutating func look(upTo end: Int) {
    let length = statistics.grid.blockLength
    let first = nextFrame
    while nextFrame < end {
      let count = min(length, statistics.grid.frames - nextFrame)
      guard nextFrame + count <= end else { break }
      lookAtBlock(at: nextFrame - first + Self.context, frames: count)
      nextFrame += count
    }
    let seen = nextFrame - first
    if seen > 0 { for channel in 0..<channels { waiting[channel].removeFirst(seen) } }
  }

  private mutating func lookAtBlock(at start: Int, frames: Int) {
    let block = nextFrame / statistics.grid.blockLength
    var peak: Float = 0
    var energy = 0.0
    for channel in 0..<channels {
      waiting[channel].withUnsafeBufferPointer { samples in
        guard let base = samples.baseAddress else { return }
        peak = max(peak, TruePeakKernel.shared.peak(of: base + start, count: frames))
        energy += Double(sumOfSquares(base + start, count: frames))
      }
    }
    statistics.truePeakDB[block] = Float(decibels(ofAmplitude: Double(peak)))
    statistics.power[block] = Float(energy / Double(frames * channels))
  }

  private mutating func appendMono(_ block: UnsafeBufferPointer<Float>, frames: Int) {
    guard let resampler else {
      addMono(block, frames: frames, channels: channels)
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
      addMono(samples, frames: samples.count / channels, channels: channels)
    }
  }

  /// Counts the mean of the first two channels, or the only one.
  private mutating func addMono(
    _ samples: UnsafeBufferPointer<Float>, frames: Int, channels: Int
  ) {
    let second = min(channels, 2) - 1
    let last = statistics.grid.blocks - 1
    var mono = MonoBlock(of: statistics, at: min(place(ofMonoSample: monoSample).block, last))
    for frame in 0..<frames {
      let sample =
        (Double(samples[frame * channels]) + Double(samples[frame * channels + second])) / 2
      var (block, fraction) = place(ofMonoSample: monoSample)
      if block > last { (block, fraction) = (last, 1) }
      if block != mono.block {
        mono.store(in: &statistics)
        mono = MonoBlock(of: statistics, at: block)
      }
      mono.add(sample, at: fraction)
      monoSample += 1
    }
    mono.store(in: &statistics)
  }

  /// The block that a sample of the mono signal lies in, and where in it.
  private func place(ofMonoSample sample: Int) -> (block: Int, fraction: Float) {
    let place = Double(sample) * blocksPerMonoSample
    let block = Int(place)
    return (block, Float(place - Double(block)))
  }
}

/// What a block holds of the mono signal, while it is added up.
private struct MonoBlock {
  let block: Int
  private var energy: Float
  private var energyByPlace: Float
  private var energyBySquare: Float
  private var peak: Float
  private var peakPlace: Float

  init(of statistics: BlockStatistics, at block: Int) {
    self.block = block
    energy = statistics.monoEnergy[block]
    energyByPlace = statistics.monoEnergyByPlace[block]
    energyBySquare = statistics.monoEnergyBySquare[block]
    peak = statistics.monoPeak[block]
    peakPlace = statistics.monoPeakPlace[block]
  }

  @inline(__always)
  mutating func add(_ sample: Double, at fraction: Float) {
    let energy = Float(sample * sample)
    self.energy += energy
    energyByPlace += energy * fraction
    energyBySquare += energy * fraction * fraction
    let amplitude = Float(abs(sample))
    if amplitude > peak {
      peak = amplitude
      peakPlace = fraction
    }
  }

  func store(in statistics: inout BlockStatistics) {
    statistics.monoEnergy[block] = energy
    statistics.monoEnergyByPlace[block] = energyByPlace
    statistics.monoEnergyBySquare[block] = energyBySquare
    statistics.monoPeak[block] = peak
    statistics.monoPeakPlace[block] = peakPlace
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
