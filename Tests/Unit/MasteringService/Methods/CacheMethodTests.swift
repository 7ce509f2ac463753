import MasteringModel
import MasteringService
import ProviderTesting
import StrictJSON
import Testing

@Suite struct CacheMethodTests {
  private let conversation: Conversation

  init() throws {
    conversation = try Conversation(profiles: [.sample(id: "a"), .sample(id: "b")])
  }

  private func payload(_ trackID: Int, _ more: String = "") throws -> JSON {
    try #require(
      try conversation.call(
        "recommendation.weighted",
        #"{"fingerprint":\#(sampleMetrics),"track_id":\#(trackID)\#(more)}"#))
  }

  private func set(_ payload: JSON) throws -> JSON? {
    try conversation.call("cache.set", #"{"recommendation":\#(payload.text())}"#)
  }

  private func get(_ trackID: Int, _ more: String = "") throws -> JSON? {
    try conversation.call("cache.get", #"{"track_id":\#(trackID)\#(more)}"#)?["recommendation"]
  }

  @Test func `a stored payload is returned only for its own settings`() throws {
    let payload = try payload(7, #","top_k":1"#)
    #expect(try get(7, #","top_k":1"#) == .null)
    #expect(try set(payload)?.text() == #"{"stored":true}"#)
    #expect(try get(7, #","top_k":1"#) == payload)
    #expect(try get(7) == .null)
    #expect(try get(7, #","top_k":1,"confidence_threshold":0.5"#) == .null)
    #expect(try get(8, #","top_k":1"#) == .null)
  }

  @Test func `however its numbers were written, a payload is returned as this engine writes it`()
    throws
  {
    let payload = try payload(7)
    let changed =
      payload.text().replacing(#""track_id":7,"#, with: #""track_id":7.0,"colour":"blue","#)
      .replacing(#""top_k":3"#, with: #""top_k":3e0"#)
      .replacing(#""confidence_threshold":0.4"#, with: #""confidence_threshold":4.00e-1"#)
    for key in ["predicted_crest_change", "confidence_score"] {
      let whole = try JSON.parse(changed)
      let members = try #require(whole.members).map { member in
        member.key == key ? JSON.Member(key, .integer(1)) : member
      }
      _ = try set(.object(members))
      #expect(try get(7)?[key]?.text() == "1.0")
      #expect(try get(7)?["track_id"]?.text() == "7")
      #expect(try get(7)?["top_k"]?.text() == "3")
      #expect(try get(7)?["confidence_threshold"]?.text() == "0.4")
      #expect(try get(7)?["colour"] == nil)
    }
    _ = try set(try JSON.parse(changed))
    #expect(try get(7)?.text() == payload.text())
  }

  @Test func `a different catalogue is a miss, and the original content is a hit again`() throws {
    let payload = try payload(7)
    _ = try set(payload)
    _ = try conversation.call(
      "profiles.add", #"{"profile":\#(Profile.sample(id: "c").payloadText)}"#)
    #expect(try get(7) == .null)
    _ = try conversation.call("profiles.remove", #"{"profile_id":"c"}"#)
    #expect(try get(7) == payload)
  }

  @Test func `a payload that contradicts itself is not stored`() throws {
    let wrong = try payload(7).text().replacing(#""is_hybrid":false"#, with: #""is_hybrid":true"#)
    let error = try conversation.call("cache.set", #"{"recommendation":\#(wrong)}"#)
    #expect(error?["code"] == .integer(-32007))
    #expect(error?["data"]?["path"] == "/is_hybrid")
    #expect(try get(7) == .null)
  }

  @Test func `clearing removes one track, or all`() throws {
    for track in 1...3 { _ = try set(payload(track)) }
    _ = try set(payload(1, #","top_k":1"#))
    #expect(try conversation.call("cache.clear", #"{"track_id":1}"#)?.text() == #"{"cleared":2}"#)
    #expect(try conversation.call("cache.clear")?.text() == #"{"cleared":2}"#)
  }

  @Test func `the statistics count tracks, hits and misses`() throws {
    _ = try set(payload(1))
    _ = try get(1)
    _ = try get(2)
    #expect(
      try conversation.call("cache.stats")?.text()
        == #"{"tracks":1,"recommendations":1,"hits":1,"misses":1,"evicted_tracks":0,"#
        + #""capacity_tracks":256}"#)
  }
}
