import AudioFixtures
import Testing

/// A line of `Tests/Golden/reference/audio.ndjson`: a recording and the original's results for it.
struct ReferenceRecording: Sendable, Decodable, CustomTestStringConvertible {
  /// The recording, relative to the repository's root.
  let file: String
  let fingerprint: ReferenceFingerprint
  /// All profiles that score above 0, best first.
  let ranking: [Place]
  let single: Answer
  /// With a threshold of 0.4 and up to three profiles.
  let weighted: Answer

  struct Place: Sendable, Decodable {
    let profileID: String
    let score: Double

    init(from decoder: any Decoder) throws {
      var pair = try decoder.unkeyedContainer()
      profileID = try pair.decode(String.self)
      score = try pair.decode(Double.self)
    }
  }

  struct Answer: Sendable, Decodable {
    let primaryProfileID: String
    let confidenceScore: Double
    let predictedLoudnessChange: Double
    let predictedCrestChange: Double
    let predictedCentroidChange: Double
    let isHybrid: Bool?
    let weightedProfiles: [Weight]?

    private enum CodingKeys: String, CodingKey {
      case primaryProfileID = "primary_profile_id"
      case confidenceScore = "confidence_score"
      case predictedLoudnessChange = "predicted_loudness_change"
      case predictedCrestChange = "predicted_crest_change"
      case predictedCentroidChange = "predicted_centroid_change"
      case isHybrid = "is_hybrid"
      case weightedProfiles = "weighted_profiles"
    }
  }

  struct Weight: Sendable, Decodable {
    let profileID: String
    let weight: Double

    private enum CodingKeys: String, CodingKey {
      case profileID = "profile_id"
      case weight
    }
  }

  private enum CodingKeys: String, CodingKey {
    case file, fingerprint, ranking, single
    case weighted = "weighted_threshold_0.4_top_k_3"
  }

  var testDescription: String { file }

  /// The path of the recording.
  var path: String { "\(Repository.root)/\(file)" }

  /// Whether no profile resembles it; the original then reports an arbitrary confidence of 0.5.
  var isFallback: Bool { ranking.isEmpty }

  /// Every line of the file.
  static func all() throws -> [ReferenceRecording] {
    try Repository.referenceLines("audio.ndjson")
  }
}
