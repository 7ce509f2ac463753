/// Gathers what blocks hold of the mono signal at 44.1 kHz, from samples that arrive in order.
final class MonoBlocks {
  private let energy: LongRowWriter
  private let energyByPlace: LongRowWriter
  private let energyBySquare: LongRowWriter
  private let peak: LongRowWriter
  private let peakPlace: LongRowWriter
  private let blocksPerSample: Double
  private let blocks: Int
  private var current = MonoBlock(number: 0)
  /// Samples that have arrived.
  private(set) var samples = 0

  init(of grid: BlockGrid) {
    blocks = grid.blocks
    blocksPerSample = Double(grid.sampleRateHz) / 44_100 / Double(grid.blockLength)
    energy = LongRowWriter(count: blocks)
    energyByPlace = LongRowWriter(count: blocks)
    energyBySquare = LongRowWriter(count: blocks)
    peak = LongRowWriter(count: blocks)
    peakPlace = LongRowWriter(count: blocks)
  }

  /// Appends the mean of the first two channels, or the only one.
  func append(_ block: UnsafeBufferPointer<Float>, frames: Int, channels: Int) {
    let second = min(channels, 2) - 1
    let last = blocks - 1
    guard last >= 0 else { return }
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
      energy.append(block.energy)
      energyByPlace.append(block.energyByPlace)
      energyBySquare.append(block.energyBySquare)
      peak.append(block.peak)
      peakPlace.append(block.peakPlace)
    }
  }
}

/// What a block holds of the mono signal, while it is added up.
private struct MonoBlock {
  let number: Int
  private(set) var energy: Float = 0
  private(set) var energyByPlace: Float = 0
  private(set) var energyBySquare: Float = 0
  private(set) var peak: Float = 0
  private(set) var peakPlace: Float = 0

  init(number: Int) { self.number = number }

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
}
