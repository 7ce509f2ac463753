import AudioFixtures
import LearningFiles
import MasteringModel
import ProfileCatalog
import ProviderTesting
import StrictJSON
import Testing

/// `taste.decide`: what no event can hold is refused before anything is stored (LRN-53).
@Suite struct TasteMethodTests {
  private let folder: TemporaryFolder
  private let file: TasteFile

  init() throws {
    folder = try TemporaryFolder()
    file = TasteFile(path: folder.path(of: "choices"))
  }

  private func decision(_ members: String) -> String {
    #"{"fingerprint":\#(sampleMetrics),"confidence_threshold":1,\#(members)}"#
  }

  /// The first of these ended the host: its weights sum to 1, but those that counted to 0.
  @Test(arguments: [(0.0, 1.0), (1.0, 0.0), (0.5, 0.5)])
  func `a profile that occurs twice among the weights is refused`(
    _ one: Double, _ other: Double
  ) throws {
    let conversation = try Conversation(choices: file)
    let id = BuiltInProfiles.all[0].id
    let answer = try #require(
      try conversation.call(
        "taste.decide",
        decision(
          #""decision":"adjusted","weights":[{"profile_id":"\#(id)","weight":\#(one)},"#
            + #"{"profile_id":"\#(id)","weight":\#(other)}]"#)))
    #expect(answer["data"]?["path"] == "/weights")
    #expect(answer["data"]?["reason"] == "wrong_type")
    #expect(try file.events().isEmpty)
  }

  /// Stored, it was a line that no process could read, and with it every other choice was lost.
  @Test(arguments: ["accepted", "rejected"])
  func `a recommendation of more profiles than an event can have is refused`(
    _ verdict: String
  ) throws {
    let profiles = (0..<65).map { Profile.sample(id: "p\($0)") }
    let conversation = try Conversation(profiles: profiles, choices: file)
    let many = try #require(
      try conversation.call(
        "taste.decide", decision(#""decision":"\#(verdict)","top_k":65"#)))
    #expect(many["data"]?["path"] == "/top_k")
    #expect(many["data"]?["reason"] == "conflict")
    #expect(try file.events().isEmpty)
    let most = try #require(
      try conversation.call(
        "taste.decide", decision(#""decision":"\#(verdict)","top_k":64"#)))
    #expect(most["decisions"] == .integer(1))
    #expect(try TasteFile(path: file.path).taste().decisions == 1)
  }

  /// LRN-57: they were silently dropped.
  @Test(arguments: [
    ("accepted", "strengths", #"{"loudness":1,"crest":1,"spectral_centroid":0.5}"#),
    ("rejected", "strengths", #"{"loudness":1,"crest":1,"spectral_centroid":0.5}"#),
    ("rejected", "weights", #"[{"profile_id":"live-rock-preservation-v1","weight":1}]"#),
  ])
  func `what a decision cannot have is refused`(
    _ verdict: String, _ name: String, _ value: String
  ) throws {
    let conversation = try Conversation(choices: file)
    let answer = try #require(
      try conversation.call(
        "taste.decide", decision(#""decision":"\#(verdict)","\#(name)":\#(value)"#)))
    #expect(answer["data"]?["path"] == .string("/\(name)"))
    #expect(answer["data"]?["reason"] == "conflict")
    #expect(try file.events().isEmpty)
  }

  /// LRN-59: the sentence repeated all of it.
  @Test(arguments: [64, 65, 60_000])
  func `an unknown id is repeated up to 64 characters`(_ length: Int) throws {
    let conversation = try Conversation(choices: file)
    let id = String(repeating: "é", count: length)
    let answer = try #require(try conversation.call("taste.undo", #"{"event":"\#(id)"}"#))
    let shown = length > 64 ? String(repeating: "é", count: 63) + "…" : id
    #expect(answer["data"]?["event"] == .string(shown))
    #expect(answer["message"]?.asString?.hasSuffix(" \(shown)") == true)
  }
}
