import SeededRandomness
import Testing

@testable import Rendering

/// Rows longer than those in memory lie in a file; what is computed from them does not differ.
@Suite struct LongRowTests {
  private static let count = LongRow.longestInMemory + 12_345

  private func noise(_ count: Int) -> [Float] {
    var generator = SplitMix64(seed: 3)
    return (0..<count).map { _ in Float.random(in: -60...0, using: &generator) }
  }

  @Test func `a row in a file has the numbers that were put into it, when it is read again too`() {
    let numbers = noise(Self.count)
    let row = LongRow(numbers)
    for _ in 0..<2 { #expect(row.elementsEqual(numbers)) }
    #expect(row.highest == numbers.max())
    let writer = LongRowWriter(count: Self.count + 2)
    for number in numbers { writer.append(number) }
    #expect(writer.finish(filledWith: -1).elementsEqual(numbers + [-1, -1]))
  }

  @Test func `curves over rows in files are those over their parts in memory`() {
    let numbers = noise(Self.count)
    let row = LongRow(numbers)
    let held = NodeCurve.held(NodeCurve.smoothed(row, half: 4), back: 11, ahead: 3)
    // Across the borders at which memory is freed, and at both ends.
    for start in [0, 60_000, Self.count - 10_000] {
      let part = LongRow(numbers[start..<(start + 10_000)])
      let expected = NodeCurve.held(NodeCurve.smoothed(part, half: 4), back: 11, ahead: 3)
      let inner = (start == 0 ? 0 : 20)..<(start + 10_000 == Self.count ? 10_000 : 9_980)
      let place = (start + inner.lowerBound)..<(start + inner.upperBound)
      #expect(held[place].elementsEqual(expected[inner]))
    }
  }

  @Test func `the mean level of a row in a file is that of its part, up to what sums round`() {
    let frames = 64 * Self.count
    let grid = BlockGrid(sampleRateHz: 44_100, frames: frames)
    let power = (0..<grid.blocks).map { 0.01 + 0.001 * Float($0 % 977) }
    let levels = NodeCurve.meanLevelDB(ofPower: LongRow(power), grid: grid, seconds: 0.4)
    let start = Self.count - 5_000
    let part = BlockGrid(sampleRateHz: 44_100, frames: 64 * 5_000)
    let expected = NodeCurve.meanLevelDB(
      ofPower: LongRow(power[start...]), grid: part, seconds: 0.4)
    for node in 300...5_000 { #expect(abs(levels[start + node] - expected[node]) < 1e-4) }
  }
}
