import MasteringService
import ProviderTesting
import StrictJSON
import Testing

@Suite struct BatchTests {
  private func call(_ id: Int, _ method: String, _ params: String = "{}") -> String {
    #"{"jsonrpc":"2.0","id":\#(id),"method":"\#(method)","params":\#(params)}"#
  }

  private func notification(_ method: String) -> String {
    #"{"jsonrpc":"2.0","method":"\#(method)"}"#
  }

  private func ids(_ line: String) throws -> [JSON?] {
    try #require(JSON.parse(line).elements).map { $0["id"] }
  }

  @Test func `one call is answered by a list of one`() throws {
    let conversation = try Conversation()
    conversation.say("[\(call(1, "engine.describe"))]")
    #expect(try ids(try #require(conversation.outbox.lines.first)) == [.integer(1)])
  }

  @Test func `answers are in the order of the calls, without notifications`() throws {
    let conversation = try Conversation()
    let notify = notification("engine.describe")
    conversation.say(
      "[\(notify),\(call(1, "engine.describe")),5,\(notify),[],\(call(2, "nonsense")),\(notify)]")
    #expect(conversation.outbox.lines.count == 1)
    #expect(
      try ids(try #require(conversation.outbox.lines.first)) == [
        .integer(1), .null, .null, .integer(2),
      ])
  }

  @Test func `a batch of notifications gets no answer`() throws {
    let conversation = try Conversation()
    conversation.say("[\(notification("engine.describe")),\(notification("nonsense"))]")
    #expect(conversation.outbox.lines.isEmpty)
  }

  @Test func `10,000 calls are answered in one line`() throws {
    let conversation = try Conversation()
    let calls = (1...10_000).map { call($0, "cache.get", #"{"track_id":1}"#) }
    conversation.say("[\(calls.joined(separator: ","))]")
    #expect(
      try ids(try #require(conversation.outbox.lines.first))
        == (1...10_000).map { JSON.integer($0) })
  }

  @Test func `slow calls keep their places`() async throws {
    let conversation = try Conversation()
    conversation.files.hold()
    let path = #"{"path":"/music/a.wav"}"#
    conversation.say(
      """
      [\(call(1, "engine.describe")),\(call(2, "fingerprint.extract", path)),\
      \(notification("engine.describe")),\(call(3, "cache.stats")),\
      \(call(4, "fingerprint.extract", #"{"path":"/music/missing.wav"}"#)),\(call(5, "shutdown"))]
      """)
    #expect(conversation.outbox.lines.isEmpty)
    conversation.files.release()
    let line = try #require(await conversation.outbox.lines(atLeast: 1).first)
    #expect(try ids(line) == (1...5).map { JSON.integer($0) })
    let answers = try #require(JSON.parse(line).elements)
    try #require(answers.count == 5)
    #expect(answers[1]["result"]?["sample_rate_hz"] == .integer(44_100))
    #expect(answers[3]["error"]?["code"] == .integer(-32020))
    #expect(answers[4]["result"] == .null)
  }

  @Test func `a single slow notification gets no answer`() async throws {
    let conversation = try Conversation()
    conversation.say(
      #"[{"jsonrpc":"2.0","method":"fingerprint.extract","params":{"path":"/music/a.wav"}}]"#)
    await conversation.files.analysisIsAsked(times: 1)
    conversation.say(call(1, "cache.stats"))
    #expect(conversation.outbox.lines.count == 1)
  }

  @Test func `answers too large to buffer are sent in parts`() async throws {
    let conversation = try Conversation()
    // About 270 bytes per chunk, so 800 KB per answer.
    let plan = #"{"duration_seconds":30000,"sample_rate":1000}"#
    let calls = (1...5).map { call($0, "chunks.plan", plan) }
    conversation.say("[\(calls.joined(separator: ","))]")
    let line = try #require(await conversation.outbox.lines(atLeast: 1).first)
    #expect(try ids(line) == (1...5).map { JSON.integer($0) })
    let parts = conversation.outbox.parts
    #expect(parts.count >= 2)
    #expect(parts.largestBytes < line.utf8.count * 2 / 3)
  }
}
