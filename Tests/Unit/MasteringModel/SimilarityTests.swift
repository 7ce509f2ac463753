import MasteringModel
import Testing

@Suite struct SimilarityTests {
  @Test func `without a centroid, the score is the mean of three dimensions`() {
    let similarity = Similarity(
      loudness: 0.5, crest: 0.25, zeroCrossingRate: 0.75, spectralCentroid: nil)
    #expect(similarity.score == 0.5)
  }

  @Test func `with a centroid, the score is the mean of four dimensions`() {
    let similarity = Similarity(
      loudness: 0.5, crest: 0.25, zeroCrossingRate: 0.75, spectralCentroid: 0.125)
    #expect(similarity.score == 0.40625)
  }

  @Test func `a centroid that scores 0 still counts as a dimension`() {
    let similarity = Similarity(
      loudness: 1, crest: 1, zeroCrossingRate: 1, spectralCentroid: 0)
    #expect(similarity.score == 0.75)
  }

  /// 2⁻⁵³ is lost when it is added to 1, but not when it is first added to another 2⁻⁵³.
  @Test func `loudness and crest are added first`() {
    let tiny = 0x1p-53
    let loudness = Similarity(
      loudness: 1, crest: tiny, zeroCrossingRate: tiny, spectralCentroid: tiny)
    #expect(loudness.score == 0.25)
    let crest = Similarity(
      loudness: tiny, crest: 1, zeroCrossingRate: tiny, spectralCentroid: tiny)
    #expect(crest.score == 0.25)
    let noise = Similarity(
      loudness: tiny, crest: tiny, zeroCrossingRate: 1, spectralCentroid: nil)
    #expect(noise.score == (1 + 2 * tiny) / 3)
  }

  /// 1.5 · 2⁻⁵³ added to 1 is rounded up to 2⁻⁵²; values added later are rounded differently.
  @Test func `noise is added before tone`() {
    let noiseLost = Similarity(
      loudness: 1, crest: 0, zeroCrossingRate: 0x1p-53, spectralCentroid: 0x1.8p-53)
    #expect(noiseLost.score == (1 + 0x1p-52) / 4)
    let noiseKept = Similarity(
      loudness: 1, crest: 0, zeroCrossingRate: 0x1.8p-53, spectralCentroid: 0x1p-53)
    #expect(noiseKept.score == (1 + 0x1p-51) / 4)
  }

  @Test func `a perfect match scores exactly one`() {
    #expect(
      Similarity(loudness: 1, crest: 1, zeroCrossingRate: 1, spectralCentroid: nil).score == 1)
    #expect(Similarity(loudness: 1, crest: 1, zeroCrossingRate: 1, spectralCentroid: 1).score == 1)
  }
}
