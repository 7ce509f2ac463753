import CWideLoops

/// Gathers what blocks hold of the mono signal at 44.1 kHz, from samples that arrive in order.
final class MonoBlocks {
  private let energy: LongRowWriter
  private let energyByPlace: LongRowWriter
  private let energyBySquare: LongRowWriter
  private let peak: LongRowWriter
  private let peakPlace: LongRowWriter
  private let blocksPerSample: Double
  /// Whether every block but the last has ``wholeBlock`` samples.
  private let hasWholeBlocks: Bool
  private let blocks: Int
  private var current = MonoBlock(number: 0)
  /// Samples that have arrived.
  private(set) var samples = 0

  init(of grid: BlockGrid) {
    blocks = grid.blocks
    blocksPerSample = Double(grid.sampleRateHz) / 44_100 / Double(grid.blockLength)
    hasWholeBlocks = grid.sampleRateHz == 44_100 && grid.blockLength == Self.wholeBlock
    energy = LongRowWriter(count: blocks)
    energyByPlace = LongRowWriter(count: blocks)
    energyBySquare = LongRowWriter(count: blocks)
    peak = LongRowWriter(count: blocks)
    peakPlace = LongRowWriter(count: blocks)
  }

  /// Appends the mean of the first two channels, or the only one.
  func append(_ block: UnsafeBufferPointer<Float>, frames: Int, channels: Int) {
    guard blocks > 0 else { return }
    if hasWholeBlocks {
      appendWhole(block, frames: frames, channels: channels)
      return
    }
    let second = min(channels, 2) - 1
    let last = blocks - 1
    var mono = current
    for frame in 0..<frames {
      let sample =
        (Double(block[frame * channels]) + Double(block[frame * channels + second])) / 2
      let place = Double(samples) * blocksPerSample
      var number = Int(place)
      var fraction = Float(place - Double(number))
      // The resampler gives a sample more than there is room for.
      if number > last { (number, fraction) = (last, 1) }
      if number != mono.number {
        store(mono)
        mono = MonoBlock(number: number)
      }
      mono.add(sample, at: fraction)
      samples += 1
    }
    current = mono
  }

  /// The samples of a block at 44.1 kHz.
  private static let wholeBlock = 64

  /// Appends frames of a track at 44.1 kHz, where every block has 64 of them.
  private func appendWhole(_ block: UnsafeBufferPointer<Float>, frames: Int, channels: Int) {
    guard let start = block.baseAddress else { return }
    var taken = 0
    while taken < frames {
      let number = samples / Self.wholeBlock
      if number != current.number {
        store(current)
        current = MonoBlock(number: number)
      }
      let place = samples % Self.wholeBlock
      let count = min(frames - taken, Self.wholeBlock - place)
      mastering_add_mono(start + taken * channels, channels, place, count, &current.sums)
      samples += count
      taken += count
    }
  }

  /// The rows; nothing may be appended afterwards.
  func finish() -> BlockStatistics.Mono {
    if blocks > 0 { store(current) }
    return BlockStatistics.Mono(
      energy: energy.finish(filledWith: 0), energyByPlace: energyByPlace.finish(filledWith: 0),
      energyBySquare: energyBySquare.finish(filledWith: 0), peak: peak.finish(filledWith: 0),
      peakPlace: peakPlace.finish(filledWith: 0))
  }

  /// Stores a block. Those that were passed over had no sample.
  private func store(_ block: MonoBlock) {
    while energy.count <= block.number {
      let block = energy.count == block.number ? block : MonoBlock(number: energy.count)
      energy.append(block.sums.energy)
      energyByPlace.append(block.sums.energy_by_place)
      energyBySquare.append(block.sums.energy_by_square)
      peak.append(block.sums.peak)
      peakPlace.append(block.sums.peak_place)
    }
  }
}

/// What a block holds of the mono signal, while it is added up.
private struct MonoBlock {
  let number: Int
  var sums = mastering_mono_block()

  init(number: Int) { self.number = number }

  @inline(__always)
  mutating func add(_ sample: Double, at fraction: Float) {
    let energy = Float(sample * sample)
    sums.energy += energy
    sums.energy_by_place += energy * fraction
    sums.energy_by_square += energy * fraction * fraction
    let amplitude = Float(abs(sample))
    if amplitude > sums.peak {
      sums.peak = amplitude
      sums.peak_place = fraction
    }
  }
}
