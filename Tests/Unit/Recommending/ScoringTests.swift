import MasteringModel
import ProviderTesting
import Recommending
import Testing

/// Numbers that binary represents exactly, so that nothing is rounded.
@Suite struct ScoringTests {
  @Test(arguments: Dimension.allCases, Point.all)
  func `a dimension scores 1 at its centre, 0.5 at its edges, 0 one half-width beyond`(
    _ dimension: Dimension, _ point: Point
  ) {
    // A half-width of 128 is above the minimum of every dimension.
    let rules = DetectionRules.around(dimension, 512, halfWidth: 128)
    let similarity = rules.similarity(to: .at(dimension, 512 + 128 * point.halfWidths))
    #expect(dimension.score(in: similarity) == point.score)
  }

  @Test(arguments: [
    (Dimension.loudness, 0.1), (.crest, 0.1), (.zeroCrossingRate, 0.01), (.spectralCentroid, 100),
  ])
  func `a range of zero width scores like one of minimum width`(
    _ dimension: Dimension, _ narrowest: Double
  ) {
    let rules = DetectionRules.around(dimension, 0, halfWidth: 0)
    let scores = [0, narrowest / 2, narrowest, -narrowest, 2 * narrowest, -3 * narrowest].map {
      dimension.score(in: rules.similarity(to: .at(dimension, $0)))
    }
    #expect(scores == [1, 0.75, 0.5, 0.5, 0, 0])
  }

  @Test(arguments: [
    (Dimension.loudness, 0.1), (.crest, 0.1), (.zeroCrossingRate, 0.01), (.spectralCentroid, 100),
  ])
  func `a range below the minimum width is as tolerant as one at it, a wider one more`(
    _ dimension: Dimension, _ narrowest: Double
  ) {
    let scores = [narrowest / 2, narrowest, 2 * narrowest].map { halfWidth in
      let rules = DetectionRules.around(dimension, 0, halfWidth: halfWidth)
      return dimension.score(in: rules.similarity(to: .at(dimension, narrowest)))
    }
    #expect(scores == [0.5, 0.5, 0.75])
  }

  @Test(arguments: [Double.greatestFiniteMagnitude, -.greatestFiniteMagnitude])
  func `a fingerprint as far away as numbers allow scores 0`(_ number: Double) {
    let rules = DetectionRules(
      loudnessDBFS: .sample(-1e307, -1e307), crestDB: .sample(-8e307, 8e307),
      zeroCrossingRate: .sample(0, 0), spectralCentroidHz: .sample(-number / 4, -number / 4))
    let similarity = rules.similarity(
      to: .sample(
        loudnessDBFS: number, crestDB: number, spectralCentroidHz: number,
        zeroCrossingRate: number))
    #expect(similarity.loudness == 0)
    #expect(similarity.zeroCrossingRate == 0)
    #expect(similarity.spectralCentroid == 0)
    #expect(similarity.score >= 0)
  }

  @Test func `brightness counts only if there is a range for it`() {
    let without = DetectionRules.sample()
    let with = DetectionRules.sample(spectralCentroidHz: 10_000...11_000)
    #expect(without.similarity(to: .sample()).spectralCentroid == nil)
    #expect(without.similarity(to: .sample()).score == 1)
    #expect(with.similarity(to: .sample()).spectralCentroid == 0)
    #expect(with.similarity(to: .sample()).score == 0.75)
  }

  @Test func `peak, rolloff and spread do not count`() {
    let rules = DetectionRules.sample(spectralCentroidHz: 2800...3600)
    let other = Fingerprint.sample(
      peakDBFS: 99, spectralRolloffHz: -1e300, spectralSpreadHz: 1e300)
    #expect(rules.similarity(to: other) == rules.similarity(to: .sample()))
  }

  @Test func `a profile's own confidence and target loudness do not count`() {
    let one = Profile.sample(processingTargets: .sample(targetLoudnessDBFS: 0), confidence: 0)
    let other = Profile.sample(confidence: 1)
    let rankings = [one, other].map {
      ProfileCatalogue.sample([$0]).ranked(for: .sample(), topK: 1)
    }
    #expect(rankings.first?.map(\.similarity) == rankings.last?.map(\.similarity))
  }

  /// The position of a value, in half-widths from the centre, and its score.
  struct Point: Sendable, CustomTestStringConvertible {
    let halfWidths: Double
    let score: Double

    var testDescription: String { "\(halfWidths) half-widths from the centre" }

    static let all = [
      Point(halfWidths: 0, score: 1), Point(halfWidths: 0.5, score: 0.75),
      Point(halfWidths: -0.5, score: 0.75), Point(halfWidths: 1, score: 0.5),
      Point(halfWidths: -1, score: 0.5), Point(halfWidths: 1.5, score: 0.25),
      Point(halfWidths: -1.75, score: 0.125), Point(halfWidths: 2, score: 0),
      Point(halfWidths: -2, score: 0), Point(halfWidths: 2.5, score: 0),
      Point(halfWidths: -1000, score: 0),
    ]
  }
}

/// One of the four metrics that count.
enum Dimension: CaseIterable {
  case loudness, crest, zeroCrossingRate, spectralCentroid

  func score(in similarity: Similarity) -> Double? {
    switch self {
    case .loudness: similarity.loudness
    case .crest: similarity.crest
    case .zeroCrossingRate: similarity.zeroCrossingRate
    case .spectralCentroid: similarity.spectralCentroid
    }
  }
}

extension DetectionRules {
  /// Rules with this range in one dimension.
  fileprivate static func around(
    _ dimension: Dimension, _ centre: Double, halfWidth: Double
  ) -> DetectionRules {
    let range = centre - halfWidth...centre + halfWidth
    return switch dimension {
    case .loudness: .sample(loudnessDBFS: range)
    case .crest: .sample(crestDB: range)
    case .zeroCrossingRate: .sample(zeroCrossingRate: range)
    case .spectralCentroid: .sample(spectralCentroidHz: range)
    }
  }
}

extension Fingerprint {
  /// A fingerprint with this number in one dimension.
  fileprivate static func at(_ dimension: Dimension, _ number: Double) -> Fingerprint {
    switch dimension {
    case .loudness: .sample(loudnessDBFS: number)
    case .crest: .sample(crestDB: number)
    case .zeroCrossingRate: .sample(zeroCrossingRate: number)
    case .spectralCentroid: .sample(spectralCentroidHz: number)
    }
  }
}
