import AudioFixtures
import MasteringModel

/// A recommendation made by the independent implementation; see the README of
/// `Tests/Golden/reference`.
struct ReferenceRecommendation: Sendable, Decodable {
  var primaryProfileID: String
  var confidence: Double
  var loudnessChangeDB: Double
  var crestChangeDB: Double
  var centroidChangeHz: Double
  /// Absent in a single recommendation.
  var isHybrid: Bool?
  var members: [Member]?

  struct Member: Sendable, Decodable {
    var profileID: String
    var weight: Double

    private enum CodingKeys: String, CodingKey {
      case profileID = "profile_id"
      case weight = "weight"
    }
  }

  private enum CodingKeys: String, CodingKey {
    case primaryProfileID = "primary_profile_id"
    case confidence = "confidence_score"
    case loudnessChangeDB = "predicted_loudness_change"
    case crestChangeDB = "predicted_crest_change"
    case centroidChangeHz = "predicted_centroid_change"
    case isHybrid = "is_hybrid"
    case members = "weighted_profiles"
  }
}

/// A profile's id and score, written as an array of two.
struct ReferenceScore: Sendable, Hashable, Decodable {
  let profileID: String
  let score: Double

  init(profileID: String, score: Double) {
    self.profileID = profileID
    self.score = score
  }

  init(from decoder: any Decoder) throws {
    var pair = try decoder.unkeyedContainer()
    profileID = try pair.decode(String.self)
    score = try pair.decode(Double.self)
  }
}

extension Fingerprint {
  /// The fingerprint with these numbers.
  init(_ reference: ReferenceFingerprint) throws(InvalidFingerprint) {
    try self.init(
      loudnessDBFS: reference.loudnessDBFS, peakDBFS: reference.peakDBFS,
      crestDB: reference.crestDB, spectralCentroidHz: reference.spectralCentroidHz,
      spectralRolloffHz: reference.spectralRolloffHz,
      zeroCrossingRate: reference.zeroCrossingRate,
      spectralSpreadHz: reference.spectralSpreadHz)
  }
}
