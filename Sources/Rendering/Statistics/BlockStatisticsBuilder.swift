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
    for channel in 0..<channels {
      waiting[channel].reserveCapacity(waiting[channel].count + frames)
      for frame in 0..<frames { waiting[channel].append(block[frame * channels + channel]) }
    }
    appendMono(block, frames: frames)
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
