import MasteringService
import ProviderTesting
import StrictJSON
import Testing

/// Calls that take longer than reading their line.
@Suite struct RunningCallTests {
  private func extract(_ id: String, _ path: String = "/music/a.wav") -> String {
    #"{"jsonrpc":"2.0","id":\#(id),"method":"fingerprint.extract","params":{"path":"\#(path)"}}"#
  }

  private func cancel(_ id: String) -> String {
    #"{"jsonrpc":"2.0","method":"$/cancel","params":{"id":\#(id)}}"#
  }

  @Test func `calls run concurrently, so a quick one overtakes a slow one`() async throws {
    let conversation = try Conversation()
    conversation.files.hold()
    conversation.say(extract("1"))
    await conversation.files.analysisIsAsked(times: 1)
    #expect(try conversation.call("cache.stats")?["hits"] == .integer(0))
    conversation.files.release()
    let messages = try await conversation.messages(2)
    try #require(messages.count == 2)
    #expect(messages[1]["id"] == .integer(1))
    #expect(messages[1]["result"]?["analysed_seconds"] == .number(90))
  }

  @Test(arguments: ["1", "1.0", "null", #""a""#, #""\u0061""#])
  func `a cancelled call is answered as cancelled`(_ id: String) async throws {
    let conversation = try Conversation()
    conversation.files.hold()
    conversation.say(extract(id))
    await conversation.files.analysisIsAsked(times: 1)
    conversation.say(cancel(id))
    let answer = try await conversation.messages(1)[0]
    #expect(answer["error"]?["code"] == .integer(-32030))
    #expect(answer["error"]?["data"]?["code"] == "cancelled")
  }

  @Test func `cancelling one of two calls for the same file does not affect the other`()
    async throws
  {
    let conversation = try Conversation()
    conversation.files.hold()
    conversation.say(extract("1"))
    conversation.say(extract("2"))
    await conversation.files.analysisIsAsked(times: 1)
    conversation.say(cancel("1"))
    let first = try await conversation.messages(1)[0]
    #expect(first["id"] == .integer(1))
    #expect(first["error"]?["code"] == .integer(-32030))
    conversation.files.release()
    let second = try await conversation.messages(2)[1]
    #expect(second["id"] == .integer(2))
    #expect(second["result"] != nil)
    #expect(conversation.files.analysisCount == 1)
  }

  @Test func `a call waiting for its turn can be cancelled`() async throws {
    let conversation = try Conversation(filesAtATime: 1)
    conversation.files.hold()
    conversation.say(extract("1"))
    await conversation.files.analysisIsAsked(times: 1)
    conversation.say(extract("2", "/music/b.wav"))
    conversation.say(cancel("2"))
    #expect(try await conversation.messages(1)[0]["id"] == .integer(2))
    conversation.files.release()
    #expect(try await conversation.messages(2)[1]["result"] != nil)
  }

  @Test func `cancelling an unknown call changes nothing`() async throws {
    let conversation = try Conversation()
    conversation.say(cancel("1"))
    conversation.say(extract("1"))
    #expect(try await conversation.messages(1)[0]["result"] != nil)
    conversation.say(cancel("1"))
    #expect(conversation.outbox.lines.count == 1)
  }

  @Test func `a call in a batch can be cancelled`() async throws {
    let conversation = try Conversation()
    conversation.files.hold()
    conversation.say("[\(extract("1")),\(extract("2", "/music/b.wav"))]")
    await conversation.files.analysisIsAsked(times: 2)
    conversation.say(cancel("2"))
    conversation.files.release()
    let answers = try #require(try await conversation.messages(1).first?.elements)
    try #require(answers.count == 2)
    #expect(answers[0]["result"] != nil)
    #expect(answers[1]["error"]?["code"] == .integer(-32030))
  }

  @Test func `cancelling everything answers every call`() async throws {
    let conversation = try Conversation()
    conversation.files.hold()
    for id in 1...5 { conversation.say(extract("\(id)")) }
    await conversation.files.analysisIsAsked(times: 1)
    conversation.session.cancelAll()
    let answers = try await conversation.messages(5)
    #expect(Set(answers.map { $0["id"] }) == Set((1...5).map { JSON.integer($0) }))
    #expect(answers.allSatisfy { $0["error"]?["code"] == .integer(-32030) })
  }

  @Test func `after shutdown, calls are refused, and running ones are finished`() async throws {
    let conversation = try Conversation()
    conversation.files.hold()
    conversation.say(extract("1"))
    await conversation.files.analysisIsAsked(times: 1)
    #expect(!conversation.session.hasEnded)
    #expect(try conversation.call("shutdown") == .null)
    #expect(conversation.session.hasEnded)
    #expect(try conversation.call("engine.describe")?["code"] == .integer(-32031))
    conversation.files.release()
    #expect(try await conversation.messages(3)[2]["result"] != nil)
  }
}
