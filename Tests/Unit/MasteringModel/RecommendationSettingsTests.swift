import MasteringModel
import ProviderTesting
import Testing

@Suite struct RecommendationSettingsTests {
  @Test func `the standard settings are those of the original`() throws {
    #expect(RecommendationSettings.standard.confidenceThreshold == 0.4)
    #expect(RecommendationSettings.standard.topK == 3)
    #expect(try RecommendationSettings() == .standard)
  }

  @Test(arguments: [
    .nan, -0.1, 1.1, -.leastNonzeroMagnitude, 1.0.nextUp, .infinity, -.infinity,
  ])
  func `a threshold that is not a number from zero to one is refused`(_ threshold: Double) {
    let refusal = #expect(throws: InvalidSettings.self) {
      try RecommendationSettings(confidenceThreshold: threshold)
    }
    guard case .confidenceThreshold(let found) = refusal else {
      Issue.record("refused as \(String(describing: refusal))")
      return
    }
    #expect(found.description == threshold.description)
  }

  @Test(arguments: [0, .leastNonzeroMagnitude, 0.4, 1])
  func `a threshold from zero to one is kept`(_ threshold: Double) throws {
    let settings = try RecommendationSettings(confidenceThreshold: threshold)
    #expect(settings.confidenceThreshold == threshold)
  }

  @Test(arguments: [0, -1, .min])
  func `a count below one is refused`(_ topK: Int) {
    #expect(throws: InvalidSettings.topK(topK)) { try RecommendationSettings(topK: topK) }
    #expect(throws: InvalidSettings.topK(topK)) { try RecommendationSettings.single(topK: topK) }
  }

  @Test(arguments: [1, 7, .max])
  func `a count of one or more is kept`(_ topK: Int) throws {
    #expect(try RecommendationSettings(topK: topK).topK == topK)
  }

  @Test func `a threshold of minus zero becomes zero`() throws {
    let settings = try RecommendationSettings(confidenceThreshold: -0.0)
    #expect(settings.confidenceThreshold.sign == .plus)
  }

  @Test func `of two invalid settings, the threshold is reported first`() {
    #expect(throws: InvalidSettings.confidenceThreshold(2)) {
      try RecommendationSettings(confidenceThreshold: 2, topK: 0)
    }
  }

  @Test func `every confidence reaches the threshold of the single preset`() throws {
    #expect(try RecommendationSettings.single().confidenceThreshold == 0)
    #expect(try RecommendationSettings.single(topK: 5).topK == 5)
  }
}
