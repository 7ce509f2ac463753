import AudioFixtures
import MasteringModel
import ProviderTesting
import Testing

/// A line of `Tests/Golden/reference/fingerprints.ndjson`.
struct ReferenceLine: Sendable, Decodable, CustomTestStringConvertible {
  let id: Int
  let numbers: ReferenceFingerprint
  /// The scores of all seven profiles, in catalogue order.
  let scores: [ReferenceScore]
  let threshold: Double
  let topK: Int
  let weighted: ReferenceRecommendation

  private enum CodingKeys: String, CodingKey {
    case id = "id"
    case numbers = "fingerprint"
    case scores = "scores"
    case threshold = "threshold"
    case topK = "top_k"
    case weighted = "weighted"
  }

  var testDescription: String { "line \(id)" }

  /// Every line of the file.
  static func all() throws -> [ReferenceLine] {
    try Repository.referenceLines("fingerprints.ndjson")
  }

  func fingerprint() throws(InvalidFingerprint) -> Fingerprint { try Fingerprint(numbers) }

  var settings: RecommendationSettings {
    .sample(confidenceThreshold: threshold, topK: topK)
  }

  var decision: Decision { Decision(for: weighted, scores: scores) }

  /// The best `top_k` profiles that score, ties in catalogue order.
  var ranking: [ReferenceScore] {
    let byRank = scores.enumerated().sorted {
      $0.element.score == $1.element.score
        ? $0.offset < $1.offset : $0.element.score > $1.element.score
    }
    return byRank.map(\.element).filter { $0.score > 0 }.prefix(topK).map { $0 }
  }
}
