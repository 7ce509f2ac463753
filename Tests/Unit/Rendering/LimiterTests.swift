import SeededRandomness
import Testing

@testable import Rendering

@Suite struct LimiterTests {
  private let grid = BlockGrid(sampleRateHz: 44_100, frames: 64 * 300)

  @Test(arguments: 1...20)
  func `no block exceeds the ceiling, whatever the gains`(seed: Int) {
    var generator = SplitMix64(seed: UInt64(seed))
    let peaks = LongRow(
      (0..<grid.blocks).map { _ in Float.random(in: -40...6, using: &generator) })
    let gains = LongRow((0..<grid.nodes).map { _ in Float.random(in: -6...4, using: &generator) })
    let reductions = Limiter.reductionsDB(
      truePeakDB: peaks, gainsDB: gains, ceilingDB: -1.2, grid: grid)
    let limited = LongRow(zip(gains, reductions).map { $0 - $1 })
    #expect(Limiter.boundDB(truePeakDB: peaks, gainsDB: limited) <= -1.2 + 1e-4)
    #expect(reductions.allSatisfy { $0 >= 0 })
  }

  @Test func `one block 4 dB over is reduced by 4 dB at both its nodes`() {
    var peaks = [Float](repeating: -20, count: grid.blocks)
    peaks[100] = 3
    let reductions = Limiter.reductionsDB(
      truePeakDB: LongRow(peaks), gainsDB: LongRow(repeating: 0, count: grid.nodes), ceilingDB: -1,
      grid: grid)
    #expect(abs(reductions[100] - 4) < 1e-5)
    #expect(abs(reductions[101] - 4) < 1e-5)
    // 4.4 ms of smoothing, and as much hold before it; no node farther away changes.
    #expect(reductions[99 - 2 * 4] == 0)
  }

  @Test func `a signal below the ceiling is unchanged`() {
    let reductions = Limiter.reductionsDB(
      truePeakDB: LongRow(repeating: -3, count: grid.blocks),
      gainsDB: LongRow(repeating: 1.5, count: grid.nodes), ceilingDB: -1, grid: grid)
    #expect(reductions.allSatisfy { $0 == 0 })
  }
}
