import MasteringModel
import MasteringService
import ProviderTesting
import StrictJSON
import Testing

@Suite struct RecommendationMethodTests {
  private let conversation: Conversation

  init() throws {
    conversation = try Conversation(profiles: [
      .sample(id: "a"), .sample(id: "b", detectionRules: .sample(crestDB: 12...16)),
    ])
  }

  private func call(_ method: String, _ more: String = "") throws -> JSON? {
    try conversation.call(method, #"{"fingerprint":\#(sampleMetrics)\#(more)}"#)
  }

  @Test func `weighted returns the payload`() throws {
    let payload = try call("recommendation.weighted")
    #expect(payload?["primary_profile_id"] == "a")
    #expect(payload?["confidence_threshold"] == .number(0.4))
    #expect(payload?["top_k"] == .integer(3))
    #expect(payload?["track_id"] == nil)
  }

  @Test func `the track number is returned if one was given`() throws {
    #expect(try call("recommendation.weighted", #","track_id":7.0"#)?["track_id"] == .integer(7))
  }

  @Test func `single never blends`() throws {
    let blend = try call(
      "recommendation.weighted", #","confidence_threshold":1,"profiles":[\#(imperfect)]"#)
    #expect(blend?["is_hybrid"] == .bool(true))
    let single = try call("recommendation.single", #","profiles":[\#(imperfect)]"#)
    #expect(single?["is_hybrid"] == .bool(false))
    #expect(single?["confidence_threshold"] == .number(0))
  }

  /// Two profiles, neither of which fits perfectly.
  private var imperfect: String {
    [
      Profile.sample(id: "c", detectionRules: .sample(crestDB: 12...16)),
      .sample(id: "d", detectionRules: .sample(crestDB: 13...17)),
    ]
    .map { $0.payloadText }.joined(separator: ",")
  }

  @Test func `profiles in a call apply to that call alone`() throws {
    let profile = Profile.sample(id: "own").payloadText
    #expect(
      try call("recommendation.weighted", #","profiles":[\#(profile)]"#)?["primary_profile_id"]
        == "own")
    #expect(try call("recommendation.weighted")?["primary_profile_id"] == "a")
  }

  @Test func `the message is the payload in its envelope`() throws {
    let message = try call("recommendation.message", #","track_id":7"#)
    #expect(message?["type"] == "mastering_recommendation")
    #expect(message?["data"]?["track_id"] == .integer(7))
  }

  @Test func `the ranking has a score for each dimension`() throws {
    let ranking = try call("ranking.rank")?["ranking"]?.elements
    #expect(
      ranking?.first?.text() == """
        {"profile_id":"a","profile_name":"Sample","score":1.0,\
        "dimensions":{"loudness":1.0,"crest":1.0,"zero_crossing_rate":1.0}}
        """)
    #expect(ranking?.count == 2)
    #expect(try call("ranking.rank", #","top_k":1"#)?["ranking"]?.elements?.count == 1)
  }

  /// Parameters after the fingerprint, and the error.
  private static let mistakes: [(more: String, code: Int, path: String?)] = [
    (#","more":1"#, -32602, "/more"), (#","top_k":2.5"#, -32602, "/top_k"),
    (#","top_k":null"#, -32602, "/top_k"), (#","top_k":0"#, -32002, nil),
    (#","top_k":1e999"#, -32002, nil), (#","top_k":9007199254740992"#, -32002, nil),
    (#","confidence_threshold":"1""#, -32602, "/confidence_threshold"),
    (#","confidence_threshold":1.1"#, -32001, nil),
    (#","confidence_threshold":-1e999"#, -32001, nil), (#","track_id":-1"#, -32602, "/track_id"),
    (#","path":"/music/a.wav""#, -32602, ""),
    (#","allow_partial":true"#, -32602, "/allow_partial"),
    (#","max_duration_seconds":null"#, -32602, "/max_duration_seconds"),
    (#","profiles":{}"#, -32602, "/profiles"), (#","profiles":[5]"#, -32602, "/profiles/0"),
    (#","profiles":[]"#, -32012, nil), (#","profiles":[{}]"#, -32010, nil),
    // Types are checked first, then settings, then profiles.
    (#","profiles":[{}],"top_k":0"#, -32002, nil),
    (#","top_k":0,"confidence_threshold":2"#, -32001, nil),
    (#","top_k":0,"track_id":true"#, -32602, "/track_id"),
  ]

  @Test(arguments: mistakes)
  func `an invalid parameter is reported`(more: String, code: Int, path: String?) throws {
    let error = try call("recommendation.weighted", more)
    #expect(error?["code"] == .integer(code))
    #expect(error?["data"]?["path"]?.asString == path)
  }

  @Test func `two profiles with the same id are refused`() throws {
    let profile = Profile.sample().payloadText
    let error = try call("recommendation.weighted", #","profiles":[\#(profile),\#(profile)]"#)
    #expect(error?["code"] == .integer(-32011))
    #expect(error?["data"]?["profile_id"] == "sample-v1")
  }

  @Test func `a call without a fingerprint or a path is a conflict`() throws {
    let error = try conversation.call("recommendation.weighted")
    #expect(error?["data"]?["reason"] == "conflict")
  }

  @Test func `single takes no threshold`() throws {
    let error = try call("recommendation.single", #","confidence_threshold":0.5"#)
    #expect(error?["data"]?["reason"] == "unknown")
  }
}
