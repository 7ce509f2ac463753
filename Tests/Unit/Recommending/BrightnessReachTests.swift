import MasteringModel
import ProviderTesting
import Recommending
import Testing

@Suite struct BrightnessReachTests {
  private func reach(_ change: Double, centroid: Double, spread: Double) throws -> BrightnessReach {
    BrightnessReach(
      of: change,
      from: try Fingerprint(
        loudnessDBFS: -14, peakDBFS: -1, crestDB: 13, spectralCentroidHz: centroid,
        spectralRolloffHz: 6000, zeroCrossingRate: 0.05, spectralSpreadHz: spread))
  }

  @Test func `no change needs no shelf`() throws {
    #expect(try reach(0, centroid: 3000, spread: 3000).shelfDB == 0)
    #expect(try reach(0, centroid: 0, spread: 0).isReachable)
  }

  @Test func `a brighter target needs a rising shelf, a darker one a falling shelf`() throws {
    #expect(try #require(try reach(100, centroid: 3000, spread: 3000).shelfDB) > 0)
    #expect(try #require(try reach(-100, centroid: 3000, spread: 3000).shelfDB) < 0)
  }

  @Test func `the same change needs more gain on a dark track`() throws {
    let bright = try #require(try reach(100, centroid: 4000, spread: 3500).shelfDB)
    let dark = try #require(try reach(100, centroid: 600, spread: 700).shelfDB)
    #expect(dark > bright)
  }

  @Test func `a change that no shelf can make is not reachable`() throws {
    #expect(try !reach(600, centroid: 300, spread: 300).isReachable)
    #expect(try reach(10, centroid: 0, spread: 0).shelfDB == nil)
    #expect(try reach(-400, centroid: 300, spread: 300).shelfDB == nil)
  }
}
