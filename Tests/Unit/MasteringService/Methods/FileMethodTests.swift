import MasteringModel
import MasteringService
import ProviderTesting
import StrictJSON
import Testing

/// Methods that analyse a file.
@Suite struct FileMethodTests {
  private let conversation: Conversation

  init() throws {
    conversation = try Conversation()
  }

  private func call(_ method: String, _ params: String) async throws -> JSON {
    conversation.say(#"{"jsonrpc":"2.0","id":1,"method":"\#(method)","params":\#(params)}"#)
    let answer = try await conversation.messages(1)[0]
    return try #require(answer["result"] ?? answer["error"])
  }

  @Test func `extract returns the measured values`() async throws {
    let result = try await call("fingerprint.extract", #"{"path":"/music/a.wav"}"#)
    #expect(result["fingerprint"]?["crest_db"] == .number(13))
    #expect(result["sample_rate_hz"] == .integer(44_100))
    #expect(result["channels"] == .integer(2))
    #expect(result["duration_seconds"] == .number(180))
    #expect(result["is_partial"] == .bool(false))
  }

  @Test(arguments: [
    ("", AnalysisWindow.standard), (#","max_duration_seconds":null"#, .all),
    (#","max_duration_seconds":1.5"#, .sample(seconds: 1.5)),
  ])
  func `the window is the requested one`(_ more: String, _ window: AnalysisWindow) async throws {
    _ = try await call("fingerprint.extract", #"{"path":"/music/a.wav"\#(more)}"#)
    #expect(conversation.files.requests.map(\.window) == [window])
  }

  @Test func `a service without a meter reports that it has none`() async throws {
    let error = try await call("loudness.measure", #"{"path":"/music/a.wav"}"#)
    #expect(error["code"] == .integer(-32_040))
    #expect(error["data"]?["code"] == "loudness_unavailable")
  }

  @Test func `partial audio is allowed on request`() async throws {
    _ = try await call("fingerprint.extract", #"{"path":"/music/a.wav","allow_partial":true}"#)
    #expect(conversation.files.requests.map(\.allowsPartialAudio) == [true])
  }

  @Test func `a file gets the same recommendation as its fingerprint`() async throws {
    let ofFile = try await call("recommendation.weighted", #"{"path":"/music/a.wav"}"#)
    let ofMetrics = try conversation.call(
      "recommendation.weighted", #"{"fingerprint":\#(sampleMetrics)}"#)
    #expect(ofFile == ofMetrics)
  }

  @Test func `a file is compared with the profiles in the call`() async throws {
    let profile = Profile.sample(id: "own").payloadText
    let payload = try await call(
      "recommendation.single", #"{"path":"/music/a.wav","profiles":[\#(profile)]}"#)
    #expect(payload["primary_profile_id"] == "own")
  }

  @Test(arguments: [
    (#"{"path":"/music/missing.wav"}"#, -32020),
    (#"{"path":"/music/a.wav\u0000.txt"}"#, -32020), (#"{"path":5}"#, -32602),
    (#"{"path":"/music/a.wav","max_duration_seconds":0}"#, -32003),
    (#"{"path":"/music/a.wav","max_duration_seconds":1e999}"#, -32003),
    (#"{"path":"/music/a.wav","max_duration_seconds":"1"}"#, -32602),
  ])
  func `an invalid parameter is reported`(_ params: String, _ code: Int) async throws {
    #expect(try await call("fingerprint.extract", params)["code"] == .integer(code))
  }

  @Test func `a failure has its facts and no path`() async throws {
    conversation.files.fail(
      with: .nonFiniteSamples(path: "/music/a.wav", channel: 1, frame: 41))
    let error = try await call("recommendation.weighted", #"{"path":"/music/a.wav"}"#)
    #expect(
      error["data"]?.text() == #"{"code":"non_finite_samples","channel":1,"frame":41}"#)
    #expect(!error.text().contains("/music"))
  }
}
