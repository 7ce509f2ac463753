import SeededRandomness
import Foundation
import MasteringModel
import Testing

@testable import Rendering

/// The effect of a plan on samples: the same for every cut, channel and sign.
@Suite struct RenderingPlanTests {
  private static let frames = 1_500
  private let grid = BlockGrid(sampleRateHz: 44_100, frames: frames)

  private func noise(seed: UInt64, channels: Int = 2) -> [Float] {
    var generator = SplitMix64(seed: seed)
    return (0..<(Self.frames * channels)).map { _ in
      Float.random(in: -0.5..<0.5, using: &generator)
    }
  }

  private var plan: RenderingPlan { Self.plan }
  private static let plan: RenderingPlan = {
    let grid = BlockGrid(sampleRateHz: 44_100, frames: frames)
    var generator = SplitMix64(seed: 7)
    return RenderingPlan(
      shelf: ShelfFilter(highGainDB: 3.21, sampleRateHz: 44_100), grid: grid,
      gainsDB: LongRow(
        (0..<grid.nodes).map { _ in Float.random(in: -6...4, using: &generator) }),
      levelDB: -1.7)
  }()

  /// Renders through the stream, reading the given number of frames at a time.
  private func rendered(
    _ samples: [Float], by plan: RenderingPlan, channels: Int = 2, cut: Int = Self.frames,
    resolution: SampleResolution = .float32
  ) throws -> [Float] {
    let stream = RenderedStream(
      of: ArrayStream(samples, channels: channels), path: "track", plan: plan,
      resolution: resolution)
    var result: [Float] = []
    var block = [Float](repeating: .nan, count: cut * channels)
    while true {
      let count = try stream.read(into: &block)
      if count == 0 { return result }
      result += block[..<(count * channels)]
    }
  }

  @Test(arguments: [1, 7, 64, 100, 1_024])
  func `the samples do not depend on where the track is cut`(cut: Int) throws {
    let source = noise(seed: 1)
    let whole = try rendered(source, by: plan)
    #expect(whole.count == source.count)
    #expect(try rendered(source, by: plan, cut: cut) == whole)
  }

  @Test func `any part can be rendered by itself`() throws {
    let source = noise(seed: 2)
    let whole = try rendered(source, by: plan)
    let stream = RenderedStream(
      of: ArrayStream(source, channels: 2), path: "track", plan: plan, resolution: .float32)
    for start in [1_400, 3, 0, 700, 1_499, 1_500] {
      try stream.seek(toFrame: start)
      var part = [Float](repeating: .nan, count: 200 * 2)
      let count = try stream.read(into: &part)
      #expect(count == min(200, Self.frames - start))
      #expect(Array(part[..<(count * 2)]) == Array(whole[(start * 2)...].prefix(count * 2)))
    }
  }

  @Test func `an empty plan returns every bit unchanged`() throws {
    let source = noise(seed: 3)
    #expect(try rendered(source, by: .unchanged(grid)) == source)
  }

  @Test func `inverting the polarity inverts the result`() throws {
    let source = noise(seed: 4)
    let turned = try rendered(source.map { -$0 }, by: plan)
    #expect(turned == (try rendered(source, by: plan)).map { -$0 })
  }

  @Test func `swapping the channels swaps the result`() throws {
    let source = noise(seed: 5)
    func swapped(_ samples: [Float]) -> [Float] {
      samples.indices.map { samples[$0 ^ 1] }
    }
    #expect(try rendered(swapped(source), by: plan) == swapped(try rendered(source, by: plan)))
  }

  @Test func `both channels of dual mono are the mono result`() throws {
    let mono = noise(seed: 6, channels: 1)
    let single = try rendered(mono, by: plan, channels: 1)
    let dual = try rendered(mono.flatMap { [$0, $0] }, by: plan)
    #expect(dual == single.flatMap { [$0, $0] })
  }

  @Test func `half the input gives half the output`() throws {
    let source = noise(seed: 8)
    #expect(
      try rendered(source.map { $0 / 2 }, by: plan)
        == (try rendered(source, by: plan)).map { $0 / 2 })
  }

  @Test func `digital silence more than half a filter away from audio stays silent`() throws {
    var source = [Float](repeating: 0, count: Self.frames * 2)
    source[2 * 700] = 0.5
    let half = plan.contextFrames
    let result = try rendered(source, by: plan)
    for frame in 0..<Self.frames where abs(frame - 700) > half {
      #expect(result[2 * frame] == 0 && result[2 * frame + 1] == 0)
    }
    #expect(result[2 * (700 - half)] != 0)
  }

  @Test func `gains are linear from node to node`() throws {
    var gains = [Float](repeating: 0, count: grid.nodes)
    gains[3] = -6
    let plan = RenderingPlan(
      shelf: ShelfFilter(highGainDB: 0, sampleRateHz: 44_100), grid: grid, gainsDB: LongRow(gains),
      levelDB: 0)
    let result = try rendered([Float](repeating: 0.5, count: Self.frames * 2), by: plan)
    let low = pow(10, -6 / 20.0)
    for (frame, gain) in [(128, 1.0), (160, (1 + low) / 2), (192, low), (224, (1 + low) / 2)] {
      #expect(abs(Double(result[2 * frame]) - 0.5 * gain) < 1e-6)
    }
  }

  @Test func `levels are multiples of 2⁻²⁴, so that they are the same on every machine`() {
    #expect(plan.nodeGains.allSatisfy { $0 * 0x1p24 == ($0 * 0x1p24).rounded() })
  }

  @Test(
    arguments: [
      (SampleResolution.integer16, Float(0x1p-15)), (.integer24, 0x1p-23),
    ])
  func `integers are rounded to the nearest and clipped at full scale`(
    resolution: SampleResolution, step: Float
  ) {
    var samples: [Float] = [0, 0.4 * step, 0.6 * step, 1.5 * step, 2.5 * step, 1, -1, 2, -2]
    resolution.round(&samples)
    #expect(
      samples == [0, 0, step, 2 * step, 2 * step, 1 - step, -1, 1 - step, -1])
  }
}
