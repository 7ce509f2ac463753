import Foundation
import MasteringModel
import ProviderTesting
import Recommending
import StrictJSON
import TestArguments
import Testing
import WireFormat

@Suite struct RecommendationPayloadTests {
  // MARK: Complete payloads

  @Test func `a single recommendation`() {
    let recommendation = Recommendation.single
    #expect(
      recommendation.payload(trackID: 7).withoutHeadroom.text(.indented) == """
        {
          "track_id": 7,
          "primary_profile_id": "a",
          "primary_profile_name": "A",
          "confidence_score": 0.5,
          "predicted_loudness_change": -1.0,
          "predicted_crest_change": 0.0,
          "predicted_centroid_change": 300.0,
          "weighted_profiles": [],
          "alternative_profiles": [
            {
              "profile_id": "b",
              "profile_name": "B \\"quoted\\""
            }
          ],
          "reasoning": "\(recommendation.reasoning)",
          "is_hybrid": false,
          "is_fallback": false,
          "confidence_threshold": 0.4,
          "top_k": 3,
          "fingerprint": {
            "loudness_dbfs": -14.0,
            "peak_dbfs": -1.0,
            "crest_db": 13.0,
            "spectral_centroid": 3200.0,
            "spectral_rolloff": 7000.0,
            "zero_crossing_rate": 0.075,
            "spectral_spread": 2800.0
          }
        }
        """)
  }

  @Test func `a hybrid`() {
    let recommendation = Recommendation.hybrid
    #expect(
      recommendation.payload().withoutHeadroom.text(.indented) == """
        {
          "primary_profile_id": "a",
          "primary_profile_name": "A",
          "confidence_score": 0.375,
          "predicted_loudness_change": 1.25,
          "predicted_crest_change": -2.0,
          "predicted_centroid_change": 1e-07,
          "weighted_profiles": [
            {
              "profile_id": "a",
              "profile_name": "A",
              "weight": 0.75
            },
            {
              "profile_id": "b",
              "profile_name": "B \\"quoted\\"",
              "weight": 0.25
            }
          ],
          "alternative_profiles": [
            {
              "profile_id": "b",
              "profile_name": "B \\"quoted\\""
            }
          ],
          "reasoning": "\(recommendation.reasoning.replacing("\"", with: "\\\""))",
          "is_hybrid": true,
          "is_fallback": false,
          "confidence_threshold": 1.0,
          "top_k": 2,
          "fingerprint": {
            "loudness_dbfs": -14.0,
            "peak_dbfs": -1.0,
            "crest_db": 13.0,
            "spectral_centroid": 3200.0,
            "spectral_rolloff": 7000.0,
            "zero_crossing_rate": 0.075,
            "spectral_spread": 2800.0
          }
        }
        """)
  }

  @Test func `a fallback`() {
    let recommendation = Recommendation.fallback
    #expect(
      recommendation.payload().withoutHeadroom.text()
        == #"{"primary_profile_id":"a","primary_profile_name":"A","#
        + #""confidence_score":0.0,"predicted_loudness_change":0.0,"predicted_crest_change":0.0,"#
        + #""predicted_centroid_change":0.0,"weighted_profiles":[],"alternative_profiles":[],"#
        + #""reasoning":"\#(recommendation.reasoning)","is_hybrid":false,"is_fallback":true,"#
        + #""confidence_threshold":0.0,"top_k":1,"fingerprint":{"loudness_dbfs":-14.0,"#
        + #""peak_dbfs":-1.0,"crest_db":13.0,"spectral_centroid":3200.0,"#
        + #""spectral_rolloff":7000.0,"zero_crossing_rate":0.075,"spectral_spread":2800.0}}"#)
  }

  @Test func `headroom from a measured peak`() {
    let recommendation = Recommendation.sample(
      predictedChange: PredictedChange(loudnessDB: -1, crestDB: 1.75, centroidHz: 0),
      truePeakDBTP: -0.5)
    #expect(
      recommendation.payload()["headroom"]?.text()
        == #"{"basis":"measured","peak_dbtp":-0.5,"predicted_peak_dbtp":0.25,"ceiling_dbtp":-1.0,"#
        + #""missing_db":1.25,"plain_gain_at_most_db":-0.5,"loudness_change_at_most_db":-2.25,"#
        + #""yields":"loudness","brightness":{"basis":"estimate","shelf_db":0.0,"#
        + #""gentle_shelf_db":6.0,"is_reachable":true}}"#)
    #expect(
      recommendation.reasoning.hasSuffix(
        " It needs 1.3 dB more headroom than is available below −1.0 dBTP: as plain gain, the loudness "
          + "change can be −0.5 dB at most."))
  }

  @Test func `headroom from a fingerprint's peak is an estimate and adds no text`() {
    let recommendation = Recommendation.sample(
      predictedChange: PredictedChange(loudnessDB: 3, crestDB: 0, centroidHz: 0))
    let headroom = recommendation.payload()["headroom"]
    #expect(headroom?["basis"] == "estimate")
    #expect(headroom?["peak_dbtp"] == .number(-1))
    #expect(!recommendation.reasoning.contains("headroom"))
  }

  // MARK: The same payload everywhere

  private static let keys = [
    "primary_profile_id", "primary_profile_name", "confidence_score",
    "predicted_loudness_change", "predicted_crest_change", "predicted_centroid_change",
    "weighted_profiles", "alternative_profiles", "reasoning", "is_hybrid", "is_fallback",
    "confidence_threshold", "top_k", "fingerprint", "headroom",
  ]

  @Test(arguments: Recommendation.kinds)
  func `the keys are the same for every kind, in the same order`(
    _ recommendation: Labelled<Recommendation>
  ) {
    #expect(recommendation.value.payload().keys == Self.keys)
  }

  @Test(arguments: Recommendation.kinds, [0, -1, .max])
  func `the track number comes first if there is one`(
    _ recommendation: Labelled<Recommendation>, _ trackID: Int
  ) {
    let payload = recommendation.value.payload(trackID: trackID)
    #expect(payload.keys == ["track_id"] + Self.keys)
    #expect(payload["track_id"] == .integer(trackID))
  }

  @Test(
    arguments: Recommendation.kinds,
    [
      "confidence_score", "predicted_loudness_change", "predicted_crest_change",
      "predicted_centroid_change", "confidence_threshold",
    ])
  func `a measure is a floating-point number for every kind, whole or not`(
    _ recommendation: Labelled<Recommendation>, _ key: String
  ) throws {
    let text = try #require(recommendation.value.payload()[key]).text()
    #expect(text.contains(".") || text.contains("e"))
  }

  @Test(arguments: Recommendation.kinds)
  func `counts are integers, and flags are booleans`(
    _ recommendation: Labelled<Recommendation>
  ) {
    let payload = recommendation.value.payload()
    #expect(payload["top_k"] == .integer(recommendation.value.settings.topK))
    #expect(payload["is_hybrid"] == .bool(recommendation.value.isHybrid))
    #expect(payload["is_fallback"] == .bool(recommendation.value.isFallback))
  }

  @Test(arguments: Recommendation.kinds)
  func `no key mentions a path, and no value contains one`(
    _ recommendation: Labelled<Recommendation>
  ) {
    let text = recommendation.value.payload(trackID: 1).text()
    #expect(!text.contains("path"))
    #expect(!text.contains("/"))
  }

  @Test(arguments: Recommendation.kinds)
  func `Foundation reads the payload`(_ recommendation: Labelled<Recommendation>) throws {
    struct Payload: Decodable {
      let reasoning: String
      let confidenceScore: Double
      let isHybrid: Bool
      let topK: Int
      let primaryProfileId: String
    }
    let value = recommendation.value
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let read = try decoder.decode(Payload.self, from: Data(value.payload().utf8()))
    #expect(read.reasoning == value.reasoning)
    #expect(read.confidenceScore == value.confidence)
    #expect(read.isHybrid == value.isHybrid)
    #expect(read.topK == value.settings.topK)
    #expect(read.primaryProfileId == value.primaryProfile.id)
  }

  @Test func `a real recommendation with the largest numbers has a payload`() {
    let largest = Double.greatestFiniteMagnitude
    let targets = ProcessingTargets.sample(
      loudnessChangeDB: largest, crestChangeDB: -largest, centroidChangeHz: .leastNonzeroMagnitude)
    let profile = Profile.sample(processingTargets: targets)
    let other = Profile.sample(id: "other", processingTargets: targets)
    let hybrid = ProfileCatalogue.sample([profile, other]).recommendation(
      for: .sample(loudnessDBFS: largest), settings: .sample(confidenceThreshold: 1))
    #expect(hybrid.isHybrid)
    #expect(hybrid.payload()["predicted_loudness_change"]?.text() == "1.7976931348623157e+308")
  }
}

extension JSON {
  /// The payload as it was before headroom was added: everything else is unchanged, byte for byte.
  fileprivate var withoutHeadroom: JSON {
    .object((members ?? []).filter { $0.key != "headroom" })
  }
}
