import MasteringModel
import SeededRandomness
import Testing

/// REN-1, REN-3: the requested changes and their intensity.
@Suite struct RenderingAsksTests {
  @Test func `a hundred percent asks for the same, to the last bit`() throws {
    var random = SplitMix64(seed: 3)
    for _ in 0..<1_000 {
      let asks = try RenderingAsks(
        loudnessChangeDB: .random(in: -60...60, using: &random),
        crestChangeDB: .random(in: -60...60, using: &random),
        centroidChangeHz: .random(in: -20_000...20_000, using: &random))
      #expect(asks.scaled(byPercent: 100) == asks)
    }
  }

  @Test func `an intensity is a share of each ask, within its bounds`() throws {
    let asks = try RenderingAsks(loudnessChangeDB: -50, crestChangeDB: 2, centroidChangeHz: 400)
    let half = asks.scaled(byPercent: 50)
    #expect(half.loudnessChangeDB == -25)
    #expect(half.crestChangeDB == 1)
    #expect(half.centroidChangeHz == 200)
    #expect(asks.scaled(byPercent: 150).loudnessChangeDB == -60)
    #expect(asks.scaled(byPercent: 0) == .nothing)
    #expect(asks.scaled(byPercent: .nan) == .nothing)
  }

  @Test(arguments: [60.000_1, .nan, .infinity])
  func `an ask beyond its bounds is refused with its dimension`(_ value: Double) {
    #expect(throws: InvalidRenderingAsk.self) {
      try RenderingAsks(loudnessChangeDB: 0, crestChangeDB: value, centroidChangeHz: 0)
    }
    do {
      _ = try RenderingAsks(loudnessChangeDB: 0, crestChangeDB: value, centroidChangeHz: 0)
    } catch {
      #expect(error.dimension == .crest)
    }
  }
}
