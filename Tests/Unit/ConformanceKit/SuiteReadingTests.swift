import ConformanceKit
import StrictJSON
import TestArguments
import Testing

@Suite struct SuiteReadingTests {
  @Test func `a valid suite has no problem`() throws {
    #expect(try MiniSuite().problems() == [])
  }

  @Test func `cases are named by their file and id`() async throws {
    try await MiniSuite.with { suite in
      #expect(suite.cases.map(\.name) == ["demo/values/first", "demo/values/second"])
      #expect(suite.cases.map(\.family) == ["demo", "demo"])
      #expect(suite.cases.first?.usualCauses == ["Somebody slipped."])
    }
  }

  /// A case with one flaw, and the message about it.
  static let flaws: [Labelled<(String, SuiteProblem.Reason)>] = [
    .init("an unknown key", (#", "extra": 1"#, .unknownKey("extra"))),
    .init("a wrong type", (#", "flags": "slip""#, .wrongType(expected: "an array"))),
    .init("an unknown flag", (#", "flags": ["other"]"#, .unknownFlag("other"))),
    .init(
      "two kinds of script",
      (
        #", "steps": []"#,
        .invalidValue("a case needs exactly one of 'expect', 'steps', 'exchange' and 'transcript'")
      )),
    .init(
      "an unknown placeholder",
      (#", "params": {"a": [{"$sound": 1}]}"#, .unknownPlaceholder("$sound"))
    ),
    .init(
      "a placeholder out of its folder",
      (
        #", "params": {"a": {"$missing": "../x"}}"#,
        .invalidValue("is not a valid $missing")
      )),
  ]

  @Test(arguments: flaws)
  func `a flaw in a case is reported with its place`(
    _ labelled: Labelled<(String, SuiteProblem.Reason)>
  ) throws {
    let (member, reason) = labelled.value
    let text = MiniSuite.values(
      cases: """
        {"id": "one", "description": "x", "spec": ["DEMO-1"], "flags": ["slip"],
         "expect": {"result": {}}\(member)}
        """)
    // A duplicate key is not JSON at all, so the original key is removed.
    let replaced =
      member.contains("flags") ? text.replacing(#""flags": ["slip"],"#, with: "") : text
    let problems = try MiniSuite(files: ["demo/values": replaced]).problems()
    #expect(problems.map(\.reason) == [reason])
    #expect(problems.first?.file == "vectors/demo/values.json")
    #expect(problems.first?.caseID == "one")
  }

  static let expectations: [Labelled<(String, SuiteProblem.Reason)>] = [
    .init("nothing", ("{}", .invalidValue("needs exactly one of 'result' and 'error'"))),
    .init("an error without code", (#"{"error": {}}"#, .missingKey("code"))),
    .init("an unknown matcher", (#"{"result": {"$some": 1}}"#, .unknownMatcher("$some"))),
    .init(
      "a matcher with a further key",
      (#"{"result": [{"$any": "string", "a": 1}]}"#, .invalidValue("is not a valid $any"))),
    .init(
      "a matcher of an unknown type",
      (#"{"result": {"$any": "date"}}"#, .invalidValue("is not a valid $any"))),
  ]

  @Test(arguments: expectations)
  func `a flaw in an expectation is reported`(_ labelled: Labelled<(String, SuiteProblem.Reason)>)
    throws
  {
    let (expectation, reason) = labelled.value
    let text = MiniSuite.values(
      cases: """
        {"id": "one", "description": "x", "spec": ["DEMO-1"], "flags": ["slip"],
         "expect": \(expectation)}
        """)
    #expect(try MiniSuite(files: ["demo/values": text]).problems().map(\.reason) == [reason])
  }

  static let headers: [Labelled<(String, SuiteProblem.Reason)>] = [
    .init("an unknown key", (#""extra": 1,"#, .unknownKey("extra"))),
    .init(
      "an open place that is no pointer",
      (#""open": ["x"],"#, .invalidValue("'x' is not a JSON Pointer"))),
    .init("fresh as text", (#""fresh": "yes","#, .wrongType(expected: "true or false"))),
  ]

  @Test(arguments: headers)
  func `a flaw in a file's header is reported`(_ labelled: Labelled<(String, SuiteProblem.Reason)>)
    throws
  {
    let (header, reason) = labelled.value
    let problems = try MiniSuite(files: ["demo/values": MiniSuite.values(header: header)])
      .problems()
    #expect(problems.map(\.reason) == [reason])
  }

  @Test func `a name that differs from the file name is reported`() throws {
    let text = MiniSuite.values(name: "demo/other")
    let problems = try MiniSuite(files: ["demo/values": text]).problems()
    #expect(problems.map(\.reason) == [.invalidValue("'demo/other' is not the name of this file")])
  }

  @Test func `a file that is not JSON is reported with the byte`() throws {
    let problems = try MiniSuite(files: ["demo/values": "{,}"]).problems()
    #expect(problems.map(\.reason) == [.notJSON(reason: "unexpected_byte", byteOffset: 1)])
  }

  @Test func `a missing suite is reported`() {
    #expect(throws: InvalidSuite.self) { try ConformanceSuite(folder: "/nowhere") }
  }

  @Test func `every problem is a sentence with its place`() {
    let problem = SuiteProblem.Reason.unknownRequirement("REC-99")
    #expect("\(problem)".isEmpty == false)
  }
}
