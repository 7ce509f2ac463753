import MasteringModel
import ProviderTesting
import Recommending
import Testing

@Suite struct SummaryTests {
  @Test func `a single recommendation has a summary of five lines`() {
    let recommendation = ProfileCatalogue.sample().recommendation(for: .sample())
    #expect(
      recommendation.summary == """
        Sample (100 %)
        Loudness −1.00 dB
        Crest factor +0.50 dB
        Spectral centroid +100.0 Hz
        \(recommendation.reasoning)
        """)
  }

  @Test func `a hybrid's summary lists its members`() {
    let catalogue = ProfileCatalogue.sample([
      .scoring(0.25, id: "a"), .scoring(0.125, id: "b"), .scoring(0.125, id: "c"),
    ])
    let recommendation = catalogue.recommendation(for: .zero)
    #expect(
      recommendation.summary == """
        Hybrid led by A (25 %)
          50 % A
          25 % B
          25 % C
        Loudness −1.00 dB
        Crest factor +0.50 dB
        Spectral centroid +100.0 Hz
        \(recommendation.reasoning)
        """)
  }

  @Test func `a fallback's summary names no profile`() {
    let recommendation = ProfileCatalogue.sample([.scoring(0, id: "a")])
      .recommendation(for: .zero)
    #expect(
      recommendation.summary == """
        No profile resembles this track
        Loudness 0.00 dB
        Crest factor 0.00 dB
        Spectral centroid 0.0 Hz
        \(recommendation.reasoning)
        """)
  }

  @Test func `a change too small to show has no sign`() {
    let targets = ProcessingTargets.sample(
      loudnessChangeDB: -0.004, crestChangeDB: 0.004, centroidChangeHz: -0.0)
    let recommendation = ProfileCatalogue.sample([.scoring(1, id: "a", targets: targets)])
      .recommendation(for: .zero)
    let lines = recommendation.summary.split(separator: "\n")[1...3]
    #expect(lines == ["Loudness 0.00 dB", "Crest factor 0.00 dB", "Spectral centroid 0.0 Hz"])
  }
}
