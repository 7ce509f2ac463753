import Chunking
import MasteringModel
import ProviderTesting
import SeededRandomness
import Testing

@testable import Rendering

/// REN-21: rendering chunk by chunk, in any order, gives the same as rendering the whole.
@Suite struct RenderingProcessorTests {
  /// A hybrid's plan, as a recommendation for Examples/loop_amen_full.flac requests it: every part
  /// of the chain is active.
  private static func plan(sampleRateHz: Int, frames: Int) -> RenderingPlan {
    let grid = BlockGrid(sampleRateHz: sampleRateHz, frames: frames)
    var generator = SplitMix64(seed: 14)
    return RenderingPlan(
      shelf: ShelfFilter(highGainDB: -0.71, sampleRateHz: sampleRateHz), grid: grid,
      gainsDB: LongRow(
        (0..<grid.nodes).map { _ in Float.random(in: -6...4, using: &generator) }),
      levelDB: -2.07)
  }

  private static func noise(frames: Int, channels: Int) -> [Float] {
    var generator = SplitMix64(seed: 15)
    return (0..<(frames * channels)).map { _ in Float.random(in: -0.5..<0.5, using: &generator) }
  }

  @Test(arguments: [
    (8_000, 1, 47.3), (8_000, 6, 15.0), (11_025, 2, 31.7), (44_100, 2, 4.2), (44_100, 1, 16.1),
    (192_000, 1, 1.3),
  ])
  func `the chunks of a track, end to end, equal the track rendered whole`(
    rate: Int, channels: Int, seconds: Double
  ) async throws {
    let frames = Int(Double(rate) * seconds)
    let plan = Self.plan(sampleRateHz: rate, frames: frames)
    let samples = Self.noise(frames: frames, channels: channels)
    let padding = [Float](repeating: 0, count: plan.contextFrames * channels)
    var whole = plan.rendered(
      padding + samples + padding, from: 0, count: frames, channels: channels)
    SampleResolution.integer24.round(&whole)
    let geometry = try ChunkGeometry(sampleRateHz: rate, samples: frames)
    let processor = RenderingProcessor(plan: plan, resolution: .integer24)
    // From the end to the start, so that no state of an earlier chunk helps.
    for chunk in geometry.chunks.reversed() {
      let input = ChunkInput(
        chunk: chunk, sampleRateHz: rate, channels: channels,
        samples: Array(
          samples[(chunk.load.lowerBound * channels)..<(chunk.load.upperBound * channels)]))
      let output = try await processor.processed(input)
      let first = (chunk.emit.lowerBound - chunk.load.lowerBound) * channels
      #expect(
        output[first..<(first + chunk.emit.count * channels)]
          == whole[(chunk.emit.lowerBound * channels)..<(chunk.emit.upperBound * channels)])
      // The whole core is rendered, so that neighbouring chunks can be cross-faded.
      let core = (chunk.core.lowerBound - chunk.load.lowerBound) * channels
      #expect(
        output[core..<(core + chunk.core.count * channels)]
          == whole[(chunk.core.lowerBound * channels)..<(chunk.core.upperBound * channels)])
    }
  }

  @Test func `it keeps the promises of a chunk processor`() async throws {
    let geometry = try ChunkGeometry(sampleRateHz: 8_000, samples: 8_000 * 33)
    let broken = await ChunkProcessorContract(of: geometry, channels: 2) {
      RenderingProcessor(plan: Self.plan(sampleRateHz: 8_000, frames: 8_000 * 33))
    }.check()
    #expect(broken.isEmpty, "\(broken)")
  }

  @Test func `a chunk of another track is refused`() async throws {
    let processor = RenderingProcessor(plan: Self.plan(sampleRateHz: 8_000, frames: 80_000))
    let longer = try ChunkGeometry(sampleRateHz: 8_000, samples: 80_001)
    let other = try ChunkGeometry(sampleRateHz: 8_001, samples: 80_000)
    for geometry in [longer, other] {
      let chunk = geometry.chunk(at: 0)
      await #expect(throws: ChunkProcessingFailure.self) {
        try await processor.processed(
          ChunkInput(
            chunk: chunk, sampleRateHz: geometry.sampleRateHz, channels: 1,
            samples: [Float](repeating: 0, count: chunk.load.count)))
      }
    }
  }

  @Test
  func `a plan for two hours takes less than 24 MB, and a plan with only a level next to nothing`()
  {
    let grid = BlockGrid(sampleRateHz: 44_100, frames: 44_100 * 7_200)
    let shelf = ShelfFilter(highGainDB: 2, sampleRateHz: 44_100)
    var gains = [Float](repeating: 0, count: grid.nodes)
    let level = RenderingPlan(shelf: shelf, grid: grid, gainsDB: LongRow(gains), levelDB: -3)
    #expect(level.byteCount < 1_000)
    gains[7] = 1
    let moving = RenderingPlan(shelf: shelf, grid: grid, gainsDB: LongRow(gains), levelDB: -3)
    #expect(moving.byteCount < 24_000_000)
    #expect(moving.nodeGains[6] == level.nodeGains[6])
    #expect(moving.nodeGains[7] > level.nodeGains[7])
  }

  @Test func `gains too large for the compact form are the same multiples of 2⁻²⁴`() {
    let grid = BlockGrid(sampleRateHz: 8_000, frames: 48)
    let shelf = ShelfFilter(highGainDB: 0, sampleRateHz: 8_000)
    // 60 dB is a factor of 1,000.
    let plan = RenderingPlan(shelf: shelf, grid: grid, gainsDB: [60, 0, 0, 60], levelDB: 0)
    #expect(plan.nodeGains == [1_000, 1, 1, 1_000])
  }
}
