import MasteringModel
import MasteringService
import Testing
import WireFormat

/// Loads reach the player whatever happens to their answers.
@Suite struct LoadOrderTests {
  private func load(_ trackID: Int, in conversation: Conversation) -> PlacedLoad {
    conversation.service.load(
      trackID: trackID, request: AnalysisRequest(path: "/music/a.wav"), settings: .standard)
  }

  /// The loaded tracks in the order of their messages, once all loads are done.
  private func loaded(_ messages: PlayerMessages, _ conversation: Conversation) async -> [Int] {
    await conversation.service.finish()
    var tracks: [Int] = []
    for await message in messages {
      if let loaded = message.message as? TrackLoadedMessage { tracks.append(loaded.trackID) }
    }
    return tracks
  }

  @Test(.timeLimit(.minutes(20)))
  func `a load whose answer is lost still takes place`() async throws {
    let conversation = try Conversation()
    let messages = conversation.service.messages()
    _ = load(1, in: conversation)
    // No later event triggers it: neither another load nor the end of the service.
    for await message in messages {
      if let loaded = message.message as? TrackLoadedMessage {
        #expect(loaded.trackID == 1)
        break
      }
    }
    await conversation.service.stop()
  }

  @Test func `a load whose answer is lost still comes before the next`() async throws {
    let conversation = try Conversation()
    let messages = conversation.service.messages()
    _ = load(1, in: conversation)
    await load(2, in: conversation).begin()?.value
    #expect(await loaded(messages, conversation) == [1, 2])
  }

  @Test func `an unanswered load does not delay others`() async throws {
    let conversation = try Conversation()
    let messages = conversation.service.messages()
    let unanswered = load(1, in: conversation)
    await load(2, in: conversation).begin()?.value
    #expect(await loaded(messages, conversation) == [1, 2])
    withExtendedLifetime(unanswered) {}
  }

  @Test func `loads happen in the order of the calls, not of the answers`() async throws {
    let conversation = try Conversation()
    let messages = conversation.service.messages()
    let places = (1...4).map { load($0, in: conversation) }
    for place in places.reversed() { place.begin() }
    #expect(await loaded(messages, conversation) == [1, 2, 3, 4])
  }

  @Test func `the end of the service waits for loads without an answer`() async throws {
    let conversation = try Conversation()
    let messages = conversation.service.messages()
    let unanswered = load(1, in: conversation)
    #expect(await loaded(messages, conversation) == [1])
    withExtendedLifetime(unanswered) {}
  }
}
