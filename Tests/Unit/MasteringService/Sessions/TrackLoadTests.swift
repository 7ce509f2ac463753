import MasteringModel
import MasteringService
import ProviderTesting
import StrictJSON
import Testing

/// `track.load` and the notifications that follow it.
@Suite struct TrackLoadTests {
  private func load(_ trackID: Int, _ path: String = "/music/a.wav") -> String {
    """
    {"jsonrpc":"2.0","id":\(trackID),"method":"track.load",\
    "params":{"track_id":\(trackID),"path":"\(path)"}}
    """
  }

  /// The notifications so far, without intermediate progress, as `method track status`.
  private func story(_ messages: [JSON]) -> [String] {
    messages.compactMap { message in
      guard let method = message["method"]?.asString, let params = message["params"] else {
        return nil
      }
      let status = params["status"]?.asString
      if status == "analyzing" { return nil }
      let track = params["track_id"]?.asInteger.map { " \($0)" } ?? ""
      return method + track + (status.map { " \($0)" } ?? "")
    }
  }

  private func everything(_ conversation: Conversation) async throws -> [JSON] {
    await conversation.callsEnded()
    await conversation.service.finish()
    await conversation.session.notificationsEnded()
    return try conversation.outbox.lines.map { try JSON.parse($0) }
  }

  @Test func `a load is answered at once, and its outcome follows`() async throws {
    let conversation = try Conversation()
    conversation.files.hold()
    #expect(
      try conversation.answer(to: load(7))?.text()
        == #"{"jsonrpc":"2.0","result":{"message":"Track loaded","track_id":7},"id":7}"#)
    conversation.files.release()
    let messages = try await everything(conversation)
    #expect(
      story(messages) == [
        "track_loaded 7", "fingerprint_progress 7 complete", "mastering_recommendation 7",
      ])
    #expect(messages.last?["params"]?["fingerprint"]?["crest_db"] == .number(13))
  }

  @Test func `a missing file is reported as a failure`() async throws {
    let conversation = try Conversation()
    #expect(try conversation.answer(to: load(7, "/music/missing.wav"))?["result"] != nil)
    let messages = try await everything(conversation)
    #expect(
      story(messages) == [
        "track_loaded 7", "fingerprint_progress 7 failed", "mastering_recommendation_failed 7",
      ])
    #expect(messages.last?["params"]?["code"] == "file_not_found")
    #expect(!conversation.outbox.lines.joined().contains("/music"))
  }

  @Test func `ten loads of a track analyse it once`() async throws {
    let conversation = try Conversation()
    conversation.files.hold()
    for _ in 1...10 { conversation.say(load(7)) }
    // All have begun by then, and none has its analysis.
    await conversation.callsEnded()
    conversation.files.release()
    let messages = try await everything(conversation)
    #expect(conversation.files.analysisCount == 1)
    #expect(messages.count { $0["result"] != nil } == 10)
    #expect(story(messages).count { $0 == "track_loaded 7" } == 10)
    #expect(story(messages).last == "mastering_recommendation 7")
  }

  @Test func `a call for the file of a loaded track shares its analysis`() async throws {
    let conversation = try Conversation()
    conversation.files.hold()
    conversation.say(load(7))
    await conversation.files.analysisIsAsked(times: 1)
    conversation.say(
      #"{"jsonrpc":"2.0","id":8,"method":"fingerprint.extract","params":{"path":"/music/a.wav"}}"#)
    // Another file is analysed at the same time, which shows that the call began before the
    // release.
    conversation.say(
      #"{"jsonrpc":"2.0","id":9,"method":"fingerprint.extract","params":{"path":"/music/b.wav"}}"#)
    await conversation.files.analysisIsAsked(times: 2)
    conversation.files.release()
    _ = try await everything(conversation)
    #expect(conversation.files.requests.count { $0.path == "/music/a.wav" } <= 2)
  }

  @Test func `nothing more is sent about a track after another is loaded`() async throws {
    let conversation = try Conversation()
    conversation.files.hold()
    conversation.say(load(1))
    conversation.say(load(2, "/music/b.wav"))
    conversation.files.release()
    let story = story(try await everything(conversation))
    #expect(story.first == "track_loaded 1")
    #expect(story.last == "mastering_recommendation 2")
    #expect(!story.contains("mastering_recommendation 1"))
  }

  @Test func `the recommendation for a track is cached`() async throws {
    let conversation = try Conversation()
    conversation.say(load(7))
    let messages = try await everything(conversation)
    let known = try conversation.call("cache.get", #"{"track_id":7}"#)?["recommendation"]
    #expect(known == messages.last?["params"])
    #expect(try conversation.call("cache.stats")?["hits"] == .integer(1))
  }

  @Test func `stopping reports the current track as failed`() async throws {
    let conversation = try Conversation()
    conversation.files.hold()
    conversation.say(load(7))
    await conversation.files.analysisIsAsked(times: 1)
    await conversation.service.stop()
    await conversation.session.notificationsEnded()
    let last = try JSON.parse(try #require(conversation.outbox.lines.last))
    #expect(last["method"] == "mastering_recommendation_failed")
    #expect(last["params"]?["code"] == "cancelled")
  }
}
