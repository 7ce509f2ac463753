import MasteringModel
import ProviderTesting
import StrictJSON
import TestArguments
import Testing
import WireFormat

/// WebSocket messages: creating them, and checking them as a receiver must.
@Suite struct MessageTests {
  private func members(_ text: String) throws -> [JSON.Member] {
    try #require(JSON.parse(text).members)
  }

  // MARK: Creating

  @Test(arguments: [
    (#"{"type":"track_loaded","track_id":7}"#, #"{"type":"track_loaded","data":{"track_id":7}}"#),
    (
      #"{"message":"m","status":"cached","type":"fingerprint_progress","track_id":7.0}"#,
      #"{"type":"fingerprint_progress","data":{"track_id":7,"status":"cached","message":"m"}}"#
    ),
    (
      #"{"type":"mastering_recommendation_failed","track_id":0,"code":"c","message":"m"}"#,
      #"{"type":"mastering_recommendation_failed","data":{"track_id":0,"code":"c","message":"m"}}"#
    ),
  ])
  func `a message consists of its members`(_ params: String, _ message: String) throws {
    #expect(try WireMessageType.made(from: members(params)).envelope.text() == message)
  }

  @Test(arguments: [
    (#"{"track_id":7}"#, "/type"),
    (#"{"type":"mastering_recommendation","track_id":7}"#, "/type"),
    (#"{"type":"nonsense","track_id":7}"#, "/type"),
    (#"{"type":5,"track_id":7}"#, "/type"),
    (#"{"type":"track_loaded"}"#, "/track_id"),
    (#"{"type":"track_loaded","track_id":-1}"#, "/track_id"),
    (#"{"type":"track_loaded","track_id":7,"message":"m"}"#, "/message"),
    (#"{"type":"fingerprint_progress","track_id":7,"status":"done","message":"m"}"#, "/status"),
    (#"{"type":"fingerprint_progress","track_id":7,"status":"cached"}"#, "/message"),
  ])
  func `wrong members are refused`(_ params: String, _ path: String) throws {
    let members = try members(params)
    let report = #expect(throws: FailureReport.self) { _ = try WireMessageType.made(from: members) }
    #expect(report?.kind == .invalidParams)
    #expect(report?.rpcError["data"]?["path"] == .string(path))
  }

  @Test func `a notification has the type as its method`() {
    #expect(
      TrackLoadedMessage(trackID: 7).notification.text()
        == #"{"jsonrpc":"2.0","method":"track_loaded","params":{"track_id":7}}"#)
  }

  // MARK: Checking

  @Test(arguments: Recommendation.kinds)
  func `every kind of recommendation is accepted`(
    _ recommendation: Labelled<Recommendation>
  ) throws {
    let message = RecommendationMessage(trackID: 7, recommendation: recommendation.value)
    let (type, isKnown) = try WireMessageType.check(text: message.envelope.text())
    #expect(type == "mastering_recommendation")
    #expect(isKnown)
  }

  @Test(arguments: [
    #"{"type":"track_loaded","data":{"track_id":7,"more":1},"extra":null}"#,
    #"{"type":"fingerprint_progress","data":{"track_id":0,"status":"failed","message":""}}"#,
    #"{"type":"mastering_recommendation_failed","data":{"track_id":1,"code":"","message":""}}"#,
    #"{"type":"library_changed","data":{"tracks":0,"more":1}}"#,
    LibraryChangedMessage(trackCount: 100_000).envelope.text(),
  ])
  func `a correct message is known, whatever else it contains`(_ text: String) throws {
    #expect(try WireMessageType.check(text: text).isKnown)
  }

  @Test(arguments: [
    #"{"type":"next","data":{"track_id":"x"}}"#, #"{"type":"next"}"#, #"{"type":"next","data":[]}"#,
  ])
  func `an unknown type is not an error, and its data is not checked`(_ text: String) throws {
    let (type, isKnown) = try WireMessageType.check(text: text)
    #expect(type == "next")
    #expect(!isKnown)
  }

  @Test func `an unknown status makes a message unknown, not wrong`() throws {
    let text =
      #"{"type":"fingerprint_progress","data":{"track_id":0,"status":"done","message":""}}"#
    #expect(try !WireMessageType.check(text: text).isKnown)
  }

  @Test(arguments: [
    "alternative_profiles", "is_fallback", "confidence_threshold", "top_k", "fingerprint",
  ])
  func `a recommendation without the members the original lacks is accepted, but not stored`(
    _ key: String
  ) throws {
    let whole = try #require(Recommendation.hybrid.payload(trackID: 7).members)
    let payload = JSON.object(whole.filter { $0.key != key })
    let message: JSON = ["type": "mastering_recommendation", "data": payload]
    #expect(try WireMessageType.check(text: message.text()).isKnown)
    let report = #expect(throws: FailureReport.self) {
      _ = try RecommendationClaim(payload: payload)
    }
    #expect(report?.rpcError["data"]?["path"] == .string("/\(key)"))
    #expect(report?.rpcError["data"]?["reason"] == "missing")
  }

  @Test(arguments: [
    (#"{"type":"library_changed","data":{}}"#, "/data/tracks", "missing"),
    (#"{"type":"library_changed","data":{"tracks":-1}}"#, "/data/tracks", "out_of_range"),
    (#"{"type":"library_changed","data":{"tracks":"1"}}"#, "/data/tracks", "wrong_type"),
    ("", "", "not_json"), ("{", "", "not_json"), (#"{"type":"a","type":"a"}"#, "", "not_json"),
    ("[]", "", "wrong_type"), (#"{"data":{}}"#, "/type", "missing"),
    (#"{"type":5,"data":{}}"#, "/type", "wrong_type"),
    (#"{"type":"track_loaded"}"#, "/data", "missing"),
    (#"{"type":"track_loaded","data":[]}"#, "/data", "wrong_type"),
    (#"{"type":"track_loaded","data":{}}"#, "/data/track_id", "missing"),
    (#"{"type":"track_loaded","data":{"track_id":"7"}}"#, "/data/track_id", "wrong_type"),
    (#"{"type":"track_loaded","data":{"track_id":0.5}}"#, "/data/track_id", "wrong_type"),
    (#"{"type":"track_loaded","data":{"track_id":-1}}"#, "/data/track_id", "out_of_range"),
  ])
  func `a wrong message is refused with the place of the error`(
    _ text: String, _ path: String, _ reason: String
  ) {
    let report = #expect(throws: FailureReport.self) { _ = try WireMessageType.check(text: text) }
    #expect(report?.kind == .invalidMessage)
    #expect(report?.rpcError["data"]?["path"] == .string(path))
    #expect(report?.rpcError["data"]?["reason"] == .string(reason))
  }

  /// Changes to the hybrid's text, and the expected refusals.
  private static let contradictions: [(text: String, by: String, path: String, reason: String)] = [
    (#""is_hybrid":true"#, #""is_hybrid":false"#, "/is_hybrid", "inconsistent"),
    (#""weight":0.25"#, #""weight":0.26"#, "/weighted_profiles", "inconsistent"),
    (#""weight":0.25"#, #""weight":0"#, "/weighted_profiles/1/weight", "out_of_range"),
    (#""weight":0.25"#, #""weight":1.5"#, "/weighted_profiles/1/weight", "out_of_range"),
    (#""is_fallback":false"#, #""is_fallback":true"#, "/is_fallback", "inconsistent"),
    (#""confidence_threshold":1.0"#, #""confidence_threshold":0.3"#, "/is_hybrid", "inconsistent"),
    (
      #""confidence_threshold":1.0"#, #""confidence_threshold":1.1"#, "/confidence_threshold",
      "out_of_range"
    ),
    (
      #""confidence_score":0.375"#, #""confidence_score":1e999"#, "/confidence_score",
      "out_of_range"
    ),
    (#""top_k":2"#, #""top_k":0"#, "/top_k", "out_of_range"),
    (#""top_k":2"#, #""top_k":"2""#, "/top_k", "wrong_type"),
    (
      #""primary_profile_id":"a""#, #""primary_profile_id":"b""#, "/primary_profile_id",
      "inconsistent"
    ),
    (#""peak_dbfs":-1.0"#, #""peak":-1.0"#, "/fingerprint/peak_dbfs", "missing"),
  ]

  @Test(arguments: contradictions)
  func `a payload that contradicts itself is refused`(
    text: String, by: String, path: String, reason: String
  ) throws {
    let payload = Recommendation.hybrid.payload(trackID: 7).text()
    try #require(payload.contains(text))
    let changed = try JSON.parse(payload.replacing(text, with: by))
    let report = #expect(throws: FailureReport.self) {
      _ = try RecommendationClaim(payload: changed)
    }
    #expect(report?.rpcError["data"]?["path"] == .string(path))
    #expect(report?.rpcError["data"]?["reason"] == .string(reason))
  }

  @Test func `weights in the wrong order are refused`() throws {
    let payload = Recommendation.hybrid.payload(trackID: 7).text()
      .replacing("0.75", with: "0.1").replacing(#""weight":0.25"#, with: #""weight":0.9"#)
    let json = try JSON.parse(payload)
    #expect(throws: FailureReport.self) { _ = try RecommendationClaim(payload: json) }
  }

  @Test func `a claim has its track and settings`() throws {
    let claim = try RecommendationClaim(payload: Recommendation.hybrid.payload(trackID: 7))
    #expect(claim.trackID == 7)
    #expect(claim.settings == Recommendation.hybrid.settings)
  }
}
