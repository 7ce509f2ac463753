import MasteringModel
import Testing

@Suite struct HeadroomTests {
  private func headroom(
    loudness: Double, crest: Double, truePeak: Double?, ceiling: Double = -1
  ) -> Headroom {
    Headroom(
      for: PredictedChange(loudnessDB: loudness, crestDB: crest, centroidHz: 0),
      truePeakDBTP: truePeak, fingerprintPeakDBFS: -4, ceilingDBTP: ceiling)
  }

  @Test func `the peak moves by the sum of both changes`() {
    let headroom = headroom(loudness: -1, crest: 1.75, truePeak: -0.5)
    #expect(headroom.basis == .measured)
    #expect(headroom.predictedPeakDBTP == 0.25)
    #expect(headroom.missingDB == 1.25)
    #expect(headroom.yields == .loudness)
    // With a higher crest, loudness has to fall by the full amount missing; as a plain gain, by
    // less.
    #expect(headroom.largestLoudnessChangeDB == -2.25)
    #expect(headroom.largestGainDB == -0.5)
  }

  @Test func `nothing yields at the ceiling`() {
    let headroom = headroom(loudness: 0.5, crest: 0.5, truePeak: -2)
    #expect(headroom.missingDB == 0)
    #expect(headroom.yields == nil)
  }

  @Test func `without a true peak, the fingerprint's peak serves as an estimate`() {
    let headroom = headroom(loudness: 1, crest: 1, truePeak: nil)
    #expect(headroom.basis == .estimate)
    #expect(headroom.peakDBTP == -4)
    #expect(headroom.predictedPeakDBTP == -2)
  }

  @Test(arguments: [0.1, -60.1, Double.nan, .infinity])
  func `a ceiling outside −60 to 0 is refused`(_ ceiling: Double) {
    #expect(throws: InvalidSettings.self) { try RecommendationSettings(ceilingDBTP: ceiling) }
  }
}
