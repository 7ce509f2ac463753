import Testing

@testable import Rendering

@Suite struct BlockGridTests {
  // 2^round(log₂(64 · rate / 44,100)), by hand.
  @Test(
    arguments: [
      (8_000, 16), (11_025, 16), (16_000, 32), (22_050, 32), (32_000, 64), (44_100, 64),
      (48_000, 64), (88_200, 128), (96_000, 128), (176_400, 256), (192_000, 256),
    ])
  func `a block is the power of two nearest to 64 frames at 44.1 kHz`(rate: Int, length: Int) {
    #expect(BlockGrid(sampleRateHz: rate, frames: 1).blockLength == length)
  }

  @Test(arguments: [(0, 0, 1), (1, 1, 2), (64, 1, 2), (65, 2, 3)])
  func `every frame is in a block, and every block between two nodes`(
    frames: Int, blocks: Int, nodes: Int
  ) {
    let grid = BlockGrid(sampleRateHz: 44_100, frames: frames)
    #expect(grid.blocks == blocks)
    #expect(grid.nodes == nodes)
  }
}
