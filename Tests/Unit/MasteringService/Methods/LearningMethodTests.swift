import Foundation
import MasteringModel
import MasteringService
import ProviderTesting
import StrictJSON
import Testing

/// RPC-80, RPC-81: `profiles.learn` from folders.
@Suite struct LearningMethodTests {
  private static func line(_ folders: PairFolders, _ more: String = "") -> String {
    #"{"jsonrpc":"2.0","id":"x","method":"profiles.learn","params":{"before":"\#(folders.before)","#
      + #""after":"\#(folders.after)"\#(more)}}"#
  }

  @Test func `each pair is reported in order, before the answer`() async throws {
    let folders = try PairFolders(pairs: 3)
    let conversation = try Conversation()
    folders.tell(conversation.files)
    conversation.say(Self.line(folders, #","progress_token":"t""#))
    let messages = try await conversation.messages(4)
    #expect(messages.count == 4)
    for (index, message) in messages.prefix(3).enumerated() {
      #expect(message["method"] == "learning_progress")
      #expect(message["params"]?["progress_token"] == "t")
      #expect(message["params"]?["done"] == .integer(index + 1))
      #expect(message["params"]?["total"] == .integer(3))
    }
    let result = try #require(messages.last?["result"])
    #expect(result["pairs"] == .integer(3))
    #expect(try #require(result["change"]?["loudness_db"]?.asDouble) == 3)
  }

  @Test func `without a token, no progress is reported`() async throws {
    let folders = try PairFolders(pairs: 2)
    let conversation = try Conversation()
    folders.tell(conversation.files)
    conversation.say(Self.line(folders))
    await conversation.callsEnded()
    #expect(conversation.outbox.lines.count == 1)
  }

  @Test func `a cancelled study is answered as cancelled and measures nothing more`() async throws {
    let folders = try PairFolders(pairs: 40)
    let conversation = try Conversation()
    folders.tell(conversation.files)
    conversation.files.hold()
    conversation.say(Self.line(folders, #","progress_token":"t""#))
    await conversation.files.analysisIsAsked(times: 1)
    conversation.say(#"{"jsonrpc":"2.0","id":2,"method":"$/cancel","params":{"id":"x"}}"#)
    await conversation.callsEnded()
    let asked = conversation.files.analysisCount
    conversation.files.release()
    let answers = try conversation.outbox.lines.map { try JSON.parse($0) }
    let answer = try #require(answers.first { $0["id"] == "x" })
    #expect(answer["error"]?["data"]?["code"] == "cancelled")
    #expect(asked < 80, "\(asked) of 80 files")
    #expect(conversation.files.analysisCount == asked)
  }

  @Test func `an allowed folder can itself be named, its parent cannot`() async throws {
    let folders = try PairFolders(pairs: 2)
    let access = try AccessPolicy(folders: [folders.before, folders.after])
    let conversation = try Conversation(access: access)
    folders.tell(conversation.files)
    // What lies in a folder does not say which folder it is.
    try FileManager.default.createSymbolicLink(
      atPath: "\(folders.after)/-", withDestinationPath: folders.before)
    conversation.say(Self.line(folders))
    await conversation.callsEnded()
    let result = try JSON.parse(try #require(conversation.outbox.lines.last))["result"]
    #expect(result?["pairs"] == .integer(2))
    let outside = try conversation.call(
      "profiles.learn", #"{"before":"\#(folders.folder.path)","after":"\#(folders.after)"}"#)
    #expect(outside?["data"]?["code"] == "path_not_allowed")
  }

  /// LRN-56: a name that is too long was silently cut, and an empty one was accepted or not
  /// by the number of pairs.
  @Test(arguments: [
    (#""name":"\#(String(repeating: "n", count: 129))""#, "name", "too_long"),
    (#""name":" ""#, "name", "empty"), (#""profile_id":"""#, "profile_id", "not_an_identifier"),
    (#""profile_id":"a b""#, "profile_id", "not_an_identifier"),
  ])
  func `a wrong name is refused before anything is measured`(
    _ member: String, _ field: String, _ reason: String
  ) async throws {
    let folders = try PairFolders(pairs: 9)
    let conversation = try Conversation()
    folders.tell(conversation.files)
    conversation.say(Self.line(folders, ",\(member)"))
    await conversation.callsEnded()
    let data = try JSON.parse(try #require(conversation.outbox.lines.last))["error"]?["data"]
    #expect(data?["code"] == "invalid_profile")
    #expect(data?["field"] == .string(field))
    #expect(data?["reason"] == .string(reason))
    #expect(conversation.files.analysisCount == 0)
  }
}
