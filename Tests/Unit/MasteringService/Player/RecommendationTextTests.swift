import MasteringModel
import MasteringService
import ProviderTesting
import StrictJSON
import Testing
import WireFormat

/// The payload of a track as the interfaces send it.
@Suite struct RecommendationTextTests {
  private func text(
    _ conversation: Conversation, _ trackID: Int = 7, path: String = "/music/a.wav",
    threshold: Double = 0.4
  ) async throws -> [UInt8] {
    try await conversation.service.recommendationText(
      trackID: trackID, request: AnalysisRequest(path: path),
      settings: try RecommendationSettings(confidenceThreshold: threshold)
    ).get()
  }

  @Test func `it equals a method's answer, byte for byte`() async throws {
    let conversation = try Conversation()
    conversation.say(
      #"{"jsonrpc":"2.0","id":1,"method":"recommendation.weighted","params":{"path":"/music/a.wav","track_id":7}}"#
    )
    let answer = try #require(try await conversation.messages(1).first?["result"])
    #expect(try await text(conversation) == answer.utf8())
  }

  @Test func `a repeated request analyses nothing`() async throws {
    let conversation = try Conversation()
    let first = try await text(conversation)
    let count = conversation.files.analysisCount
    #expect(try await text(conversation) == first)
    #expect(conversation.files.analysisCount == count)
  }

  @Test func `a load of the same file keeps the answer`() async throws {
    let conversation = try Conversation()
    let first = try await text(conversation)
    await conversation.service.load(
      trackID: 7, request: AnalysisRequest(path: "/music/a.wav"), settings: .standard
    ).begin()?.value
    await conversation.service.finish()
    let count = conversation.files.analysisCount
    #expect(count == 2)
    #expect(try await text(conversation) == first)
    #expect(conversation.files.analysisCount == count)
  }

  @Test func `a payload that a caller sets for a track is not an answer for its file`() async throws
  {
    let conversation = try Conversation()
    let first = try await text(conversation)
    let payload = try JSON.parse(first)
    let other = JSON.object(
      (payload.members ?? []).map { $0.key == "reasoning" ? .init($0.key, "Because.") : $0 })
    _ = try conversation.call("cache.set", #"{"recommendation":\#(other.text())}"#)
    #expect(
      try conversation.call("cache.get", #"{"track_id":7}"#)?["recommendation"]?["reasoning"]
        == "Because.")
    #expect(try await text(conversation) == first)
  }

  @Test func `each track, threshold and file has its own answer`() async throws {
    let conversation = try Conversation()
    let first = try await text(conversation)
    #expect(try await text(conversation, 8) != first)
    #expect(try await text(conversation, threshold: 0.9) != first)
    #expect(try await text(conversation, path: "/music/b.wav") != first)
    #expect(try await text(conversation) == first)
  }

  @Test func `a change of profiles changes the answer`() async throws {
    let conversation = try Conversation()
    let first = try await text(conversation)
    let id = try #require(try JSON.parse(first)["primary_profile_id"]?.asString)
    _ = try conversation.service.profiles.remove(id: id)
    #expect(try JSON.parse(try await text(conversation))["primary_profile_id"] != .string(id))
  }

  @Test func `clearing removes the answers of one track, or of all`() async throws {
    let conversation = try Conversation()
    _ = try await text(conversation)
    _ = try await text(conversation, 8)
    #expect(conversation.service.clearRecommendations(trackID: 7) == 1)
    #expect(conversation.service.clearRecommendations(trackID: 7) == 0)
    #expect(conversation.service.clearRecommendations(trackID: nil) == 1)
  }

  @Test func `a missing file is a failure without its path`() async throws {
    let conversation = try Conversation()
    let answer = await conversation.service.recommendationText(
      trackID: 7, request: AnalysisRequest(path: "/music/none.wav"), settings: .standard)
    guard case .failure(let report) = answer else {
      Issue.record("was answered")
      return
    }
    #expect(report.kind == .fileNotFound)
    #expect(!report.sentence.contains("none"))
  }

  @Test func `messages begin with the current state and state their effect on it`() async throws {
    let conversation = try Conversation()
    await conversation.service.load(
      trackID: 7, request: AnalysisRequest(path: "/music/a.wav"), settings: .standard
    ).begin()?.value
    _ = try await text(conversation, 8, path: "/music/b.wav")
    let late = conversation.service.messages()
    await conversation.service.finish()
    var told: [String] = []
    for await message in late {
      told.append("\(type(of: message.message).typeName) \(message.effect)")
    }
    #expect(told.first == "track_loaded begins")
    #expect(told.last == "mastering_recommendation concludes")
  }
}
