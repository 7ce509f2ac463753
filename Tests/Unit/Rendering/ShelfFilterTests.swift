import AudioFixtures
import Foundation
import MasteringModel
import Testing

@testable import Rendering

@Suite struct ShelfFilterTests {
  /// The gain of a filter at a frequency, from its taps: a symmetric response is a sum of cosines.
  private func gainDB(_ filter: ShelfFilter, atHz frequency: Double, rate: Double) -> Double {
    let response = filter.taps.indices.reduce(0.0) { sum, tap in
      sum + (tap == 0 ? 1 : 2) * filter.taps[tap]
        * cos(2 * .pi * frequency * Double(tap) / rate)
    }
    return 20 * log10(response)
  }

  @Test(
    arguments: zip(
      [997.0, 2_000, 4_000, 10_000, 20_000], [1.1942, 3.0, 4.8, 5.7692, 5.9406]))
  func `a shelf of 6 dB follows its formula`(frequency: Double, gain: Double) {
    let filter = ShelfFilter(highGainDB: 6, sampleRateHz: 44_100)
    #expect(abs(gainDB(filter, atHz: frequency, rate: 44_100) - gain) <= 0.005)
  }

  @Test(arguments: [44_100, 48_000, 88_200, 96_000, 192_000])
  func `DC passes unchanged to the last bit, at any rate`(rate: Int) {
    for gain in [-6.0, -0.37, 2.5, 6] {
      let taps = ShelfFilter(highGainDB: gain, sampleRateHz: rate).taps
      #expect(taps[0] + 2 * taps.dropFirst().reduce(0, +) == 1)
    }
  }

  @Test func `the taps are those of the independent implementation`() throws {
    let url = URL(fileURLWithPath: Repository.reference("shelf_taps.json"))
    let reference = try JSONDecoder().decode(
      [String: [Double]].self, from: Data(contentsOf: url))
    #expect(reference.count == 4)
    for (name, taps) in reference {
      let parts = name.split(separator: "/").compactMap { Double($0) }
      let filter = ShelfFilter(highGainDB: parts[1], sampleRateHz: Int(parts[0]))
      let half = filter.halfLength
      try #require(taps.count == 2 * half + 1)
      // Ours are rounded to 2⁻³⁰; the centre absorbs the rounding of all the others.
      for tap in 1...half { #expect(abs(filter.taps[tap] - taps[half + tap]) <= 0x1p-30) }
      #expect(abs(filter.taps[0] - taps[half]) <= Double(half) * 0x1p-30)
    }
  }

  @Test func `a shelf of 0 dB is one tap`() {
    #expect(ShelfFilter(highGainDB: 0, sampleRateHz: 44_100).taps == [1])
    #expect(ShelfFilter(highGainDB: .nan, sampleRateHz: 44_100).taps == [1])
  }

  @Test(arguments: [(9.0, 6.0), (-9, -6), (.infinity, 0)])
  func `gains are clamped to 6 dB`(asked: Double, used: Double) {
    #expect(ShelfFilter(highGainDB: asked, sampleRateHz: 44_100).highGainDB == used)
  }

  @Test func `half the filter covers 0.73 ms`() {
    #expect(ShelfFilter.halfLength(atSampleRateHz: 44_100) == 33)
    #expect(ShelfFilter.halfLength(atSampleRateHz: 48_000) == 36)
  }

  @Test func `an impulse gives the taps on both sides, four at a time or one by one`() {
    let filter = ShelfFilter(highGainDB: 4.5, sampleRateHz: 44_100)
    let half = filter.halfLength
    for count in [1, 3, 4, 2 * half + 1] {
      for place in 0..<count {
        var input = [Float](repeating: 0, count: count + 2 * half)
        input[half + place] = 1
        let grid = BlockGrid(sampleRateHz: 44_100, frames: count)
        let plan = RenderingPlan(
          shelf: filter, grid: grid, nodeFactors: [Double](repeating: 1, count: grid.nodes))
        let expected = (0..<count).map {
          abs($0 - place) <= half ? Float(filter.taps[abs($0 - place)]) : 0
        }
        #expect(plan.rendered(input, from: 0, count: count, channels: 1) == expected)
      }
    }
  }
}
