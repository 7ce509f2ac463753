public import MasteringModel
public import StrictJSON
import Recommending

extension Recommendation {
  /// The payload that every interface sends for this recommendation.
  ///
  /// Members: `track_id` if there is one, `primary_profile_id`, `primary_profile_name`,
  /// `confidence_score` (0…1), `predicted_loudness_change` (dB), `predicted_crest_change` (dB),
  /// `predicted_centroid_change` (Hz), `weighted_profiles` (empty unless it is a hybrid),
  /// `alternative_profiles`, `reasoning`, `is_hybrid`, `is_fallback`, `confidence_threshold`,
  /// `top_k`, `fingerprint`, `headroom`, and `blend` if there is one. It never contains a file
  /// path.
  ///
  /// - Parameter trackID: the number by which a caller knows the track.
  public func payload(trackID: Int? = nil) -> JSON {
    var members: [JSON.Member] = []
    members.reserveCapacity(17)
    if let trackID { members.append(.init("track_id", .integer(trackID))) }
    members += [
      .init("primary_profile_id", .string(primaryProfile.id)),
      .init("primary_profile_name", .string(primaryProfile.name)),
      .init("confidence_score", .number(confidence)),
      .init("predicted_loudness_change", .number(predictedChange.loudnessDB)),
      .init("predicted_crest_change", .number(predictedChange.crestDB)),
      .init("predicted_centroid_change", .number(predictedChange.centroidHz)),
      .init("weighted_profiles", .array(weightedProfiles.map(\.payload))),
      .init("alternative_profiles", .array(alternatives.map(\.profile.reference))),
      .init("reasoning", .string(reasoning)),
      .init("is_hybrid", .bool(isHybrid)),
      .init("is_fallback", .bool(isFallback)),
      .init("confidence_threshold", .number(settings.confidenceThreshold)),
      .init("top_k", .integer(settings.topK)),
      .init("fingerprint", fingerprint.payload),
      .init("headroom", headroomPayload),
    ]
    if let blend { members.append(.init("blend", blend.payload)) }
    return .object(members)
  }
}

extension Recommendation {
  /// Whether the change fits below the ceiling (MSG-30).
  fileprivate var headroomPayload: JSON {
    let headroom = headroom
    let reach = brightnessReach
    return [
      "basis": .string(headroom.basis.rawValue),
      "peak_dbtp": .number(headroom.peakDBTP),
      "predicted_peak_dbtp": .number(headroom.predictedPeakDBTP),
      "ceiling_dbtp": .number(headroom.ceilingDBTP),
      "missing_db": .number(headroom.missingDB),
      "plain_gain_at_most_db": .number(headroom.largestGainDB),
      "loudness_change_at_most_db": .number(headroom.largestLoudnessChangeDB),
      "yields": headroom.yields.map { .string($0.rawValue) } ?? .null,
      "brightness": [
        "basis": .string("estimate"), "shelf_db": reach.shelfDB.map { .number($0) } ?? .null,
        "gentle_shelf_db": .number(BrightnessReach.gentleShelfDB),
        "is_reachable": .bool(reach.isReachable),
      ],
    ]
  }
}

extension Blend {
  /// The part of each profile in each change, and the result (REC-43, LRN-28).
  package var payload: JSON {
    var members = plainPayload.members ?? []
    if let name {
      members += [.init("blend_id", .string(name.id)), .init("blend_name", .string(name.name))]
    }
    if let taste {
      members.append(
        .init(
          "taste",
          [
            "decisions": .integer(taste.decisions), "strengths": taste.strengths.payload,
            "explanation": .string(taste.explanation),
          ]))
    }
    return .object(members)
  }

  private var plainPayload: JSON {
    [
      "source": .string(source.rawValue),
      "members": .array(
        members.map { member in
          [
            "profile_id": .string(member.profile.id), "profile_name": .string(member.profile.name),
            "weights": [
              "loudness": .number(member.weights.loudness), "crest": .number(member.weights.crest),
              "spectral_centroid": .number(member.weights.spectralCentroid),
            ],
          ]
        }),
      "predicted_loudness_change": .number(predictedChange.loudnessDB),
      "predicted_crest_change": .number(predictedChange.crestDB),
      "predicted_centroid_change": .number(predictedChange.centroidHz),
    ]
  }
}

extension Taste.Strengths {
  /// The three strengths.
  package var payload: JSON {
    [
      "loudness": .number(loudness), "crest": .number(crest),
      "spectral_centroid": .number(spectralCentroid),
    ]
  }
}

extension WeightedProfile {
  fileprivate var payload: JSON {
    [
      "profile_id": .string(profile.id), "profile_name": .string(profile.name),
      "weight": .number(weight),
    ]
  }
}

extension Profile {
  /// The profile's id and name.
  fileprivate var reference: JSON {
    ["profile_id": .string(id), "profile_name": .string(name)]
  }
}
