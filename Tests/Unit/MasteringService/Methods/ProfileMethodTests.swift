import MasteringModel
import MasteringService
import ProviderTesting
import StrictJSON
import Testing

@Suite struct ProfileMethodTests {
  private let conversation: Conversation

  init() throws {
    conversation = try Conversation(profiles: [.sample(id: "a"), .sample(id: "b")])
  }

  private func add(_ profile: Profile) throws -> JSON? {
    try conversation.call("profiles.add", #"{"profile":\#(profile.payloadText)}"#)
  }

  private func ids() throws -> [JSON?]? {
    try conversation.call("profiles.list")?["profiles"]?.elements?.map { $0["profile_id"] }
  }

  @Test func `the list has the catalogue's version and its profiles in order`() throws {
    let list = try conversation.call("profiles.list")
    let version = try #require(list?["catalogue_version"]?.asString)
    #expect(version.wholeMatch(of: /[0-9a-f]{16}/) != nil)
    #expect(try ids() == ["a", "b"])
  }

  @Test func `a new profile goes to the end and changes the version`() throws {
    let before = try conversation.call("profiles.list")?["catalogue_version"]
    #expect(
      try add(.sample(id: "c", version: "2.1"))?.text()
        == #"{"profile_id":"c","version":"2.1"}"#)
    #expect(try ids() == ["a", "b", "c"])
    #expect(try conversation.call("profiles.list")?["catalogue_version"] != before)
  }

  @Test func `a newer version takes the place of the older, which can still be had`() throws {
    _ = try add(.sample(id: "a", name: "New", version: "1.1"))
    #expect(try ids() == ["a", "b"])
    let current = try conversation.call("profiles.get", #"{"profile_id":"a"}"#)
    #expect(current?["profile"]?["name"] == "New")
    let older = try conversation.call("profiles.get", #"{"profile_id":"a","version":"1"}"#)
    #expect(older?["profile"]?["name"] == "Sample")
  }

  @Test func `the same version again is refused`() throws {
    let error = try add(.sample(id: "a"))
    #expect(
      error?["data"]?.text()
        == #"{"code":"invalid_profile","profile_id":"a","field":"version","#
        + #""reason":"duplicate_version"}"#)
  }

  @Test func `a profile is removed with all its versions, oldest first`() throws {
    _ = try add(.sample(id: "a", version: "0.5"))
    #expect(
      try conversation.call("profiles.remove", #"{"profile_id":"a"}"#)?.text()
        == #"{"profile_id":"a","versions":["0.5","1.0"]}"#)
    #expect(try ids() == ["b"])
  }

  @Test func `the last profile stays`() throws {
    _ = try conversation.call("profiles.remove", #"{"profile_id":"a"}"#)
    let error = try conversation.call("profiles.remove", #"{"profile_id":"b"}"#)
    #expect(error?["code"] == .integer(-32012))
    #expect(try ids() == ["b"])
  }

  @Test(arguments: [
    ("profiles.get", #"{"profile_id":"x"}"#, -32013),
    ("profiles.get", #"{"profile_id":"a","version":"9"}"#, -32013),
    ("profiles.get", #"{"profile_id":"a","version":"nine"}"#, -32602),
    ("profiles.remove", #"{"profile_id":"x"}"#, -32013),
    ("profiles.add", #"{"profile":{}}"#, -32010), ("profiles.add", #"{"profile":5}"#, -32602),
    ("profiles.import", #"{"yaml":5}"#, -32602),
  ])
  func `a mistake is told`(_ method: String, _ params: String, _ code: Int) throws {
    #expect(try conversation.call(method, params)?["code"] == .integer(code))
  }

  @Test func `what is exported can be imported elsewhere`() throws {
    let yaml = try #require(try conversation.call("profiles.export")?["yaml"])
    let other = try Conversation(profiles: [.sample(id: "z")])
    #expect(
      try other.call("profiles.import", #"{"yaml":\#(yaml.text())}"#)?.text()
        == #"{"added":[{"profile_id":"a","version":"1.0"},{"profile_id":"b","version":"1.0"}]}"#)
  }

  @Test func `an import is all or nothing, and tells every problem`() throws {
    let good = try #require(try conversation.call("profiles.export")?["yaml"]?.asString)
      .replacing("profile_id: a", with: "profile_id: c")
    let yaml = JSON.string(good).text()
    let error = try conversation.call("profiles.import", #"{"yaml":\#(yaml)}"#)
    #expect(error?["code"] == .integer(-32014))
    let problem = error?["data"]?["problems"]?.elements?.first
    #expect(problem?["profile_id"] == "b")
    #expect(problem?["field"] == "version")
    #expect(problem?["reason"] == "duplicate_version")
    #expect((problem?["line"]?.asInteger ?? 0) > 1)
    #expect(try ids() == ["a", "b"])
  }
}
