import CWideLoops
import MasteringModel
import SeededRandomness
import Testing

@testable import Rendering

/// The loops over several numbers at a time do what their definitions say, one number at a time, bit for
/// bit, for every length that leaves a rest.
@Suite struct WideLoopsTests {
  private func noise(_ count: Int, seed: UInt64, amplitude: Float = 1.2) -> [Float] {
    var generator = SplitMix64(seed: seed)
    return (0..<count).map { _ in Float.random(in: -amplitude...amplitude, using: &generator) }
  }

  private func bits(_ samples: [Float]) -> [UInt32] { samples.map(\.bitPattern) }

  @Test(arguments: [1, 2, 3, 6, 8], [0.0, 2.5])
  func `a rendered sample is the sum under the taps, times the gain`(
    channels: Int, shelfGainDB: Double
  ) {
    let frames = 700
    let grid = BlockGrid(sampleRateHz: 44_100, frames: frames)
    let shelf = ShelfFilter(highGainDB: shelfGainDB, sampleRateHz: 44_100)
    let factors = (0..<grid.nodes).map { 0.25 + Double($0 * 7 % 5) / 8 }
    let plan = RenderingPlan(shelf: shelf, grid: grid, nodeFactors: factors)
    let half = plan.contextFrames
    let samples = noise((frames + 2 * half) * channels, seed: 3)
    for (first, count) in [(0, frames), (0, 1), (63, 2), (5, 13), (100, 517)] {
      let part = Array(samples[(first * channels)..<((first + count + 2 * half) * channels)])
      var expected: [Float] = []
      for frame in 0..<count {
        for channel in 0..<channels {
          let at = { (offset: Int) in Double(part[(frame + half + offset) * channels + channel]) }
          var sum = 0.0
          for tap in stride(from: half, to: 0, by: -1) {
            sum += shelf.taps[tap] * (at(-tap) + at(tap))
          }
          sum += shelf.taps[0] * at(0)
          let (block, place) = (first + frame).quotientAndRemainder(dividingBy: grid.blockLength)
          let gain =
            factors[block] + (factors[block + 1] - factors[block])
            * Double(place) / Double(grid.blockLength)
          expected.append(Float((half > 0 ? sum : at(0)) * gain))
        }
      }
      let rendered = plan.rendered(part, from: first, count: count, channels: channels)
      #expect(bits(rendered) == bits(expected))
    }
  }

  @Test(arguments: [1, 2, 3], [-6.0, 0, 2.5])
  func `a shelf for statistics differs from the rendering's by millionths`(
    channels: Int, shelfGainDB: Double
  ) {
    let frames = 700
    let grid = BlockGrid(sampleRateHz: 44_100, frames: frames)
    let shelf = ShelfFilter(highGainDB: shelfGainDB, sampleRateHz: 44_100)
    let half = shelf.halfLength
    let samples = noise((frames + 2 * half) * channels, seed: 7)
    for (first, count) in [(0, frames), (0, 1), (63, 11), (100, 517)] {
      let part = Array(samples[(first * channels)..<((first + count + 2 * half) * channels)])
      let exact = RenderingPlan.unlevelled(shelf: shelf, grid: grid).rendered(
        part, from: first, count: count, channels: channels)
      let rough = RenderingPlan.rough(shelf: shelf, grid: grid).rendered(
        part, from: first, count: count, channels: channels)
      #expect(rough.count == exact.count)
      #expect(zip(rough, exact).allSatisfy { abs($0 - $1) < 4e-6 })
      // A difference of another shelf would be seen.
      let other = RenderingPlan.unlevelled(
        shelf: ShelfFilter(
          highGainDB: shelfGainDB == 0 ? 0 : shelfGainDB + 0.01, sampleRateHz: 44_100),
        grid: grid
      ).rendered(part, from: first, count: count, channels: channels)
      #expect(
        shelfGainDB == 0 || count == 1 || !zip(rough, other).allSatisfy { abs($0 - $1) < 4e-6 })
    }
  }

  @Test(arguments: [0, 1, 7, 8, 9, 1_025])
  func `the place of a spectrum's centre is the sum of its weighted numbers times theirs`(
    count: Int
  ) {
    let numbers = noise(count, seed: 8).map { Double(abs($0)) }
    let weights = noise(count, seed: 9).map { Double(abs($0)) }
    var sum = 1.0
    let moment = mastering_weighted_place(numbers, weights, count, &sum)
    let products = zip(numbers, weights).map(*)
    let expected = products.enumerated().reduce(0) { $0 + Double($1.offset) * $1.element }
    #expect(abs(sum - products.reduce(0, +)) <= 1e-12 * max(1, sum))
    #expect(abs(moment - expected) <= 1e-12 * max(1, expected))
  }

  @Test(arguments: [(SampleResolution.integer16, 0x1p15), (.integer24, 0x1p23)])
  func `a sample is rounded to the nearest integer, halves to even`(
    resolution: SampleResolution, scale: Double
  ) {
    let odd: [Float] = [
      1, -1, 1.5, -1.5, 0, 0.5 / Float(scale), 1.5 / Float(scale), -0.5 / Float(scale),
      Float(1 - 0.25 / scale), 3e38, -3e38, .infinity, .leastNonzeroMagnitude,
    ]
    for count in [0, 1, 7, 8, 9, 31] {
      for seed in 1...20 as ClosedRange<UInt64> {
        var samples = noise(count, seed: seed)
        for index in samples.indices where index % 3 == Int(seed % 3) {
          samples[index] = odd[(index + Int(seed)) % odd.count]
        }
        let expected = samples.map { sample in
          let whole = (Double(max(-1, min(1, sample))) * scale).rounded(.toNearestOrEven)
          return Float(min(whole, scale - 1) / scale)
        }
        var rounded = samples
        let effect = resolution.round(&rounded)
        #expect(rounded == expected)
        #expect(effect.isChange == (samples != expected))
        #expect(effect.isClipping == samples.contains { abs($0) > 1 })
      }
    }
  }

  @Test(arguments: 1...70)
  func `channels are taken apart, and the highest magnitude found`(frames: Int) {
    for channels in 1...4 {
      let samples = noise(frames * channels, seed: UInt64(frames))
      for channel in 0..<channels {
        var taken = [Float](repeating: 9, count: frames)
        mastering_take_channel(samples, channels, channel, frames, &taken)
        #expect(taken == (0..<frames).map { samples[$0 * channels + channel] })
      }
      #expect(mastering_highest(samples, samples.count) == samples.map(abs).max())
    }
    var odd = noise(frames, seed: 5)
    odd[frames / 2] = .nan
    #expect(mastering_highest(odd, frames) == odd.filter { !$0.isNaN }.map(abs).max() ?? 0)
  }

  @Test(arguments: 1...3)
  func `blocks of the mono signal add up in order`(channels: Int) {
    let frames = 1_000
    let samples = noise(frames * channels, seed: 11)
    let blocks = MonoBlocks(of: BlockGrid(sampleRateHz: 44_100, frames: frames))
    samples.withUnsafeBufferPointer { samples in
      var first = 0
      for count in [1, 63, 64, 65, 7, 500, 300] {
        blocks.append(
          UnsafeBufferPointer(rebasing: samples[(first * channels)...]), frames: count,
          channels: channels)
        first += count
      }
    }
    let rows = blocks.finish()
    for block in 0..<16 {
      var (energy, byPlace, bySquare, peak, peakPlace) = (
        Float(0), Float(0), Float(0), Float(0), Float(0)
      )
      for place in 0..<min(64, frames - 64 * block) {
        let frame = (64 * block + place) * channels
        let mono = (Double(samples[frame]) + Double(samples[frame + min(channels, 2) - 1])) / 2
        let (power, fraction) = (Float(mono * mono), Float(place) / 64)
        energy += power
        byPlace += power * fraction
        bySquare += power * fraction * fraction
        if Float(abs(mono)) > peak { (peak, peakPlace) = (Float(abs(mono)), fraction) }
      }
      #expect(rows.energy[block] == energy)
      #expect(rows.energyByPlace[block] == byPlace)
      #expect(rows.energyBySquare[block] == bySquare)
      #expect(rows.peak[block] == peak)
      #expect(rows.peakPlace[block] == peakPlace)
    }
  }

  @Test(arguments: [1, 8, 255, 256, 257, 1_000])
  func `the level under gains is that of each block in turn`(blocks: Int) {
    var statistics = BlockStatistics(grid: BlockGrid(sampleRateHz: 44_100, frames: 64 * blocks))
    statistics.monoEnergy = LongRow(noise(blocks, seed: 1).map(abs))
    statistics.monoEnergyByPlace = LongRow(noise(blocks, seed: 2).map(abs))
    statistics.monoEnergyBySquare = LongRow(noise(blocks, seed: 3).map(abs))
    statistics.monoPeak = LongRow(noise(blocks, seed: 4).map(abs))
    statistics.monoPeakPlace = LongRow(noise(blocks, seed: 5, amplitude: 1).map(abs))
    statistics.monoSamples = 64 * blocks
    let gainsDB = LongRow(
      noise(blocks + 1, seed: 6, amplitude: 4).enumerated().map { $0 % 3 == 0 ? 0 : $1 })
    for scale in [1, 0.37] as [Float] {
      var (energy, peak) = (0.0, Float(0))
      for block in 0..<blocks {
        let start = factor(ofDB: gainsDB[block] * scale)
        let slope = factor(ofDB: gainsDB[block + 1] * scale) - start
        energy += Double(
          start * start * statistics.monoEnergy[block]
            + 2 * start * slope * statistics.monoEnergyByPlace[block]
            + slope * slope * statistics.monoEnergyBySquare[block])
        peak = max(
          peak, statistics.monoPeak[block] * (start + slope * statistics.monoPeakPlace[block]))
      }
      let level = statistics.mono(under: gainsDB, scaledBy: scale)
      #expect(level.power == energy / Double(64 * blocks))
      #expect(level.peak == Double(peak))
    }
  }
}
