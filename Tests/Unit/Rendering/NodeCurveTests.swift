import SeededRandomness
import Foundation
import Testing

@testable import Rendering

@Suite struct NodeCurveTests {
  private func noise(_ count: Int, seed: UInt64) -> [Float] {
    var generator = SplitMix64(seed: seed)
    return (0..<count).map { _ in Float.random(in: -60...0, using: &generator) }
  }

  @Test(arguments: [(0, 0), (1, 0), (0, 3), (11, 3), (5, 5), (200, 200)])
  func `the held maximum is that of every window`(back: Int, ahead: Int) {
    for count in [1, 2, 7, 100] {
      let nodes = noise(count, seed: UInt64(count))
      let slow = nodes.indices.map { node in
        nodes[max(0, node - back)...min(count - 1, node + ahead)].max()!
      }
      #expect(Array(NodeCurve.held(LongRow(nodes), back: back, ahead: ahead)) == slow)
    }
  }

  @Test func `a release of 150 dB per second falls by 0.2176871 dB per node`() {
    let grid = BlockGrid(sampleRateHz: 44_100, frames: 44_100)
    let step = Float(Envelope.releaseDBPerSecond / grid.nodesPerSecond)
    #expect(abs(step - 0.217_687_1) < 1e-6)
    let released = NodeCurve.released([0, -60, -60, -60, -0.1], step: step)
    #expect(Array(released) == [0, -step, -2 * step, -3 * step, -0.1])
  }

  @Test func `a node is as high as the higher of its blocks`() {
    #expect(Array(NodeCurve.nodes(fromBlocks: [1, 3, 2])) == [1, 3, 3, 2])
    #expect(Array(NodeCurve.nodes(fromBlocks: [1])) == [1, 1])
  }

  @Test func `smoothing preserves a constant, and the sum of anything else`() {
    let level = LongRow(repeating: -4, count: 20)
    for value in NodeCurve.smoothed(level, half: 4) { #expect(abs(value + 4) < 1e-5) }
    var impulse = [Float](repeating: 0, count: 41)
    impulse[20] = 1
    let smoothed = NodeCurve.smoothed(LongRow(impulse), half: 4)
    #expect(abs(smoothed.reduce(0, +) - 1) < 1e-5)
    #expect(smoothed[15] == 0 && smoothed[16] > 0 && smoothed[24] > 0 && smoothed[25] == 0)
  }

  @Test func `the mean level of a constant is its level, even at the ends`() {
    let grid = BlockGrid(sampleRateHz: 44_100, frames: 2 * 44_100)
    let power = LongRow(repeating: 0.01, count: grid.blocks)
    for level in NodeCurve.meanLevelDB(ofPower: power, grid: grid, seconds: 0.4) {
      #expect(abs(level + 20) < 0.01)
    }
  }

  @Test func `the mean level equals a slowly computed weighted mean`() throws {
    let grid = BlockGrid(sampleRateHz: 44_100, frames: 44_100)
    let power = noise(grid.blocks, seed: 3).map { powf(10, $0 / 10) }
    let fast = NodeCurve.meanLevelDB(ofPower: LongRow(power), grid: grid, seconds: 0.1)
    let reach = 0.1 * grid.nodesPerSecond
    for node in [0, 1, 50, 345, grid.nodes - 1] {
      var sum = 0.0
      var weights = 0.0
      for block in power.indices where abs(Double(block) + 0.5 - Double(node)) <= reach {
        let weight = 0.5 + 0.5 * cos(.pi * (Double(block) + 0.5 - Double(node)) / reach)
        sum += weight * Double(power[block])
        weights += weight
      }
      // The sum of the weights is approximated by their integral.
      #expect(abs(Double(fast[node]) - 10 * log10(sum / weights)) < 0.02)
    }
  }
}
