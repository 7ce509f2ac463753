import Foundation
import MasteringModel
import Recommending

/// The command's JSON for a file: a recommendation, or an error.
struct RecommendationDocument: Decodable, Hashable {
  var file: String?
  var error: Failure?
  var primaryProfileID: String?
  var confidenceScore: Double?
  var predictedLoudnessChange: Double?
  var predictedCrestChange: Double?
  var predictedCentroidChange: Double?
  var weightedProfiles: [Weight]?
  var alternativeProfiles: [Reference]?
  var reasoning: String?
  var isHybrid: Bool?
  var isFallback: Bool?
  var confidenceThreshold: Double?
  var topK: Int?
  var fingerprint: [String: Double]?

  struct Failure: Decodable, Hashable {
    var code: String
    var message: String
  }

  struct Weight: Decodable, Hashable {
    var profileID: String
    var weight: Double

    private enum CodingKeys: String, CodingKey {
      case profileID = "profile_id"
      case weight
    }
  }

  struct Reference: Decodable, Hashable {
    var profileID: String

    private enum CodingKeys: String, CodingKey {
      case profileID = "profile_id"
    }
  }

  private enum CodingKeys: String, CodingKey {
    case file, error, reasoning, fingerprint
    case primaryProfileID = "primary_profile_id"
    case confidenceScore = "confidence_score"
    case predictedLoudnessChange = "predicted_loudness_change"
    case predictedCrestChange = "predicted_crest_change"
    case predictedCentroidChange = "predicted_centroid_change"
    case weightedProfiles = "weighted_profiles"
    case alternativeProfiles = "alternative_profiles"
    case isHybrid = "is_hybrid"
    case isFallback = "is_fallback"
    case confidenceThreshold = "confidence_threshold"
    case topK = "top_k"
  }

  /// What the command printed for one file.
  init(_ text: String) throws {
    self = try JSONDecoder().decode(Self.self, from: Data(text.utf8))
  }

  /// What the command printed for several files.
  static func list(_ text: String) throws -> [RecommendationDocument] {
    try JSONDecoder().decode([Self].self, from: Data(text.utf8))
  }

  /// What the command should print for a recommendation.
  init(_ recommendation: Recommendation) {
    primaryProfileID = recommendation.primaryProfile.id
    confidenceScore = recommendation.confidence
    predictedLoudnessChange = recommendation.predictedChange.loudnessDB
    predictedCrestChange = recommendation.predictedChange.crestDB
    predictedCentroidChange = recommendation.predictedChange.centroidHz
    weightedProfiles = recommendation.weightedProfiles.map {
      Weight(profileID: $0.profile.id, weight: $0.weight)
    }
    alternativeProfiles = recommendation.alternatives.map { Reference(profileID: $0.profile.id) }
    reasoning = recommendation.reasoning
    isHybrid = recommendation.isHybrid
    isFallback = recommendation.isFallback
    confidenceThreshold = recommendation.settings.confidenceThreshold
    topK = recommendation.settings.topK
    fingerprint = Dictionary(
      uniqueKeysWithValues: FingerprintMetric.allCases.map {
        ($0.rawValue, recommendation.fingerprint[$0])
      })
  }
}
