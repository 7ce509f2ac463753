import Fingerprinting
import MasteringModel

/// Gathers the statistics of a shelved track as its samples pass by.
struct BlockStatisticsBuilder: ~Copyable {
  private var statistics: BlockStatistics
  private let channels: Int
  private let resampler: Resampler?
  /// The last samples of each channel: `context` before the first that was not looked at, then what
  /// waits for its context behind.
  private var waiting: [[Float]]
  /// The frame that ``waiting`` is to be looked at from.
  private var nextFrame = 0
  private var monoSample = 0
  private let blocksPerMonoSample: Double

  private static let context = TruePeakKernel.context

  /// - Throws: ``FingerprintFailure/unavailable(reason:)`` without memory for a resampler.
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

  /// Takes the frames that follow, channels interleaved, as many of the block as count.
  mutating func append(_ block: [Float], frames: Int) {
    for channel in 0..<channels {
      waiting[channel].reserveCapacity(waiting[channel].count + frames)
      for frame in 0..<frames { waiting[channel].append(block[frame * channels + channel]) }
    }
    appendMono(block, frames: frames)
    look(upTo: nextFrame + waiting[0].count - 2 * Self.context)
  }

  /// The statistics, once the last frame was given.
  consuming func finish() -> BlockStatistics {
    let silence = [Float](repeating: 0, count: Self.context)
    for channel in 0..<channels { waiting[channel] += silence }
    look(upTo: statistics.grid.frames)
    if let resampler {
      addMono(resampler.flushed(), channels: resampler.channels)
      // The resampler's length differs from the definition's by a sample at most.
      monoSample = FingerprintDefinition.samples(
        inFrames: statistics.grid.frames, atSampleRateHz: statistics.grid.sampleRateHz)
    }
    statistics.monoSamples = monoSample
    return statistics
  }

  /// Looks at the frames of whole blocks, or of all where `end` is the track's.
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
        for index in start..<(start + frames) {
          energy += Double(samples[index]) * Double(samples[index])
        }
      }
    }
    statistics.truePeakDB[block] = Float(decibels(ofAmplitude: Double(peak)))
    statistics.power[block] = Float(energy / Double(frames * channels))
  }

  private mutating func appendMono(_ block: [Float], frames: Int) {
    let heard = min(channels, 2)
    guard let resampler else {
      for frame in 0..<frames {
        let first = frame * channels
        addMono((Double(block[first]) + Double(block[first + heard - 1])) / 2)
      }
      return
    }
    var interleaved: [Float] = []
    interleaved.reserveCapacity(frames * heard)
    for frame in 0..<frames {
      for channel in 0..<heard { interleaved.append(block[frame * channels + channel]) }
    }
    addMono(resampler.resampled(interleaved), channels: heard)
  }

  private mutating func addMono(_ samples: [Float], channels: Int) {
    for frame in 0..<(samples.count / channels) {
      addMono(
        (Double(samples[frame * channels]) + Double(samples[frame * channels + channels - 1])) / 2)
    }
  }

  private mutating func addMono(_ sample: Double) {
    let place = Double(monoSample) * blocksPerMonoSample
    let block = min(Int(place), statistics.grid.blocks - 1)
    let fraction = Float(min(place - Double(block), 1))
    let energy = Float(sample * sample)
    statistics.monoEnergy[block] += energy
    statistics.monoEnergyByPlace[block] += energy * fraction
    statistics.monoEnergyBySquare[block] += energy * fraction * fraction
    let amplitude = Float(abs(sample))
    if amplitude > statistics.monoPeak[block] {
      statistics.monoPeak[block] = amplitude
      statistics.monoPeakPlace[block] = fraction
    }
    monoSample += 1
  }
}
