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

  @Test func `the list and the export include blends only if there are any`()
    throws
  {
    #expect(try conversation.call("profiles.list")?["blends"] == nil)
    let plain = try #require(try conversation.call("profiles.export")?["yaml"]?.asString)
    #expect(!plain.contains("blends"))
    let yaml = """
      blends:
        - blend_id: both
          name: Both
          description: Of two
          weights: own
          members:
            - {profile_id: b, weight: 0.75}
            - {profile_id: a, weight: 0.25}
      """
    _ = try conversation.call(
      "profiles.import", #"{"yaml":\#(JSON.string(yaml + "\n").text())}"#)
    let expected: JSON = [
      [
        "blend_id": "both", "name": "Both", "description": "Of two", "weights": "own",
        "members": [
          ["profile_id": "b", "weight": .number(0.75)],
          ["profile_id": "a", "weight": .number(0.25)],
        ],
      ]
    ]
    #expect(try conversation.call("profiles.list")?["blends"] == expected)
    // The export reads back as the same profiles.
    let exported = try #require(try conversation.call("profiles.export")?["yaml"]?.asString)
    let other = try Conversation(profiles: [.sample(id: "z")])
    _ = try other.call("profiles.import", #"{"yaml":\#(JSON.string(exported).text())}"#)
    #expect(try other.call("profiles.list")?["blends"] == expected)
  }

  @Test func `a new profile is appended and changes the version`() throws {
    let before = try conversation.call("profiles.list")?["catalogue_version"]
    #expect(
      try add(.sample(id: "c", version: "2.1"))?.text()
        == #"{"profile_id":"c","version":"2.1"}"#)
    #expect(try ids() == ["a", "b", "c"])
    #expect(try conversation.call("profiles.list")?["catalogue_version"] != before)
  }

  @Test func `a newer version replaces the older one, which is still available`() throws {
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

  @Test func `the last profile cannot be removed`() throws {
    _ = try conversation.call("profiles.remove", #"{"profile_id":"a"}"#)
    let error = try conversation.call("profiles.remove", #"{"profile_id":"b"}"#)
    #expect(error?["code"] == .integer(-32012))
    #expect(try ids() == ["b"])
  }

  // MARK: Import

  private func imported(_ yaml: String) throws -> JSON? {
    try conversation.call("profiles.import", JSON.object([.init("yaml", .string(yaml))]).text())
  }

  /// A megabyte of small errors under a long id, and one of long keys.
  @Test(arguments: [
    "profile_id: \(String(repeating: "x", count: 5000))\n"
      + (0..<60_000).map { "k\($0): 1\n" }.joined(),
    (0..<4).map { String(repeating: "k\($0)", count: 60_000) + ": 1\n" }.joined(),
    String(repeating: "k", count: 1_000_000) + "\u{301}: 1\n",
    String(repeating: "- 1\n", count: 200_000), "[\(String(repeating: "1,", count: 400_000))1]",
    "profiles: [\(String(repeating: "1,", count: 400_000))1]",
    "*\(String(repeating: "x", count: 1_000_000))",
    "!\(String(repeating: "x", count: 1_000_000)) a",
  ])
  func `an answer does not grow with the errors in a text`(_ yaml: String) throws {
    let error = try imported(yaml)
    #expect(error?["code"] == .integer(-32014))
    #expect(try #require(error?.utf8().count) < 200_000)
    let problems = try #require(error?["data"]?["problems"]?.elements)
    #expect((1...100).contains(problems.count))
    let count = try #require(error?["data"]?["problem_count"]?.asInteger)
    #expect(count == problems.count || problems.count == 100 && count > 100)
  }

  /// Other answers that repeat parts of the request.
  @Test(arguments: [
    ("profiles.get", #"{"profile_id":"LONG"}"#), ("profiles.remove", #"{"profile_id":"LONG"}"#),
    ("profiles.add", #"{"profile":{"profile_id":"LONG"}}"#),
    ("profiles.add", #"{"profile":{"profile_id":"a","LONG":1}}"#),
    ("profiles.add", #"{"profile":{"profile_id":"a","name":"a","version":"LONG"}}"#),
    ("profiles.list", #"{"LONG":1}"#), ("LONG", "{}"), ("chunks.plan", #"{"\u0301LONG":1}"#),
    ("message.make", #"{"type":"LONG","data":{}}"#),
    ("message.check", #"{"text":"{\"type\":\"x\",\"data\":\"LONG\"}"}"#),
  ])
  func `a refusal does not repeat a long text in full`(_ method: String, _ params: String) throws {
    for long in ["x", "\u{301}"].map({ String(repeating: $0, count: 100_000) }) {
      let answer = try conversation.call(
        method.replacing("LONG", with: long), params.replacing("LONG", with: long))
      #expect(try #require(answer?.utf8().count) < 5000, "\(method) \(params)")
    }
  }

  @Test(arguments: ["profiles: [", "\ta: b", "a: b: c", "\"a"])
  func `invalid YAML is a syntax error`(_ yaml: String) throws {
    let problems = try imported(yaml)?["data"]?["problems"]?.elements
    #expect(problems?.map { $0["reason"] } == ["syntax"])
    #expect(problems?.first?["field"] == nil)
  }

  @Test func `a tab used for indentation is named in the message`() throws {
    let problem = try imported("a:\n\tb: c\n")?["data"]?["problems"]?.elements?.first
    #expect(
      problem?["message"]
        == "line 2, column 1: is not YAML: there is a tab, but YAML is indented with spaces")
  }

  @Test(arguments: ["1", "text", "[a]", "~"])
  func `an invalid entry in a list of profiles is reported for the list`(_ entry: String) throws {
    let problem = try imported("profiles: [\(entry)]")?["data"]?["problems"]?.elements?.first
    #expect(problem?["field"] == "profiles")
    #expect(problem?["reason"] == "wrong_kind")
  }

  /// The same profile, sent as an object and as YAML text.
  @Test(arguments: [
    ("12", nil), ("12.0", nil), ("1.2e1", nil), ("0", nil), ("-0", nil), ("-0.0", nil),
    ("9007199254740991", nil), ("9007199254740991.0", nil), ("9007199254740992", "outside"),
    ("9007199254740992.0", "outside"), ("9007199254740993", "outside"), ("1e300", "outside"),
    ("99999999999999999999", "outside"), ("12.5", "wrong_kind"), ("1e999", "wrong_kind"),
    ("-1", "negative"), ("-1.0", "negative"), ("\"12\"", "wrong_kind"), ("true", "wrong_kind"),
    ("null", "missing"), ("[12]", "wrong_kind"),
  ])
  func `a track count means the same in every notation and in both forms`(
    _ number: String, _ reason: String?
  ) throws {
    let text = Profile.sample(id: "new", name: "\u{1F3B8}").payloadText
      .replacing(/"tracks":[0-9]+/, with: "\"tracks\":\(number)")
      .replacing("\u{1F3B8}", with: #"\ud83c\udfb8"#)
    #expect(text.contains("\"tracks\":\(number)"))
    let added = try conversation.call("profiles.add", #"{"profile":\#(text)}"#)
    #expect(added?["data"]?["reason"]?.asString == reason)
    let first = try conversation.call("profiles.get", #"{"profile_id":"new"}"#)
    _ = try conversation.call("profiles.remove", #"{"profile_id":"new"}"#)
    let problem = try imported(text)
    #expect(problem?["data"]?["problems"]?.elements?.first?["reason"]?.asString == reason)
    let second = try conversation.call("profiles.get", #"{"profile_id":"new"}"#)
    #expect(first?["profile"]?.text() == second?["profile"]?.text())
  }

  @Test(arguments: [
    ("profiles.get", #"{"profile_id":"x"}"#, -32013),
    ("profiles.get", #"{"profile_id":"a","version":"9"}"#, -32013),
    ("profiles.get", #"{"profile_id":"a","version":"nine"}"#, -32602),
    ("profiles.remove", #"{"profile_id":"x"}"#, -32013),
    ("profiles.add", #"{"profile":{}}"#, -32010), ("profiles.add", #"{"profile":5}"#, -32602),
    ("profiles.import", #"{"yaml":5}"#, -32602),
  ])
  func `an invalid parameter is reported`(_ method: String, _ params: String, _ code: Int) throws {
    #expect(try conversation.call(method, params)?["code"] == .integer(code))
  }

  @Test func `exported profiles can be imported elsewhere`() throws {
    let yaml = try #require(try conversation.call("profiles.export")?["yaml"])
    let other = try Conversation(profiles: [.sample(id: "z")])
    #expect(
      try other.call("profiles.import", #"{"yaml":\#(yaml.text())}"#)?.text()
        == #"{"added":[{"profile_id":"a","version":"1.0"},{"profile_id":"b","version":"1.0"}]}"#)
  }

  @Test func `an import is all or nothing, and reports every problem`() throws {
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
