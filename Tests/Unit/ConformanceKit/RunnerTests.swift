import ConformanceKit
import StrictJSON
import TestArguments
import Testing

@Suite struct RunnerTests {
  private static let right: JSON = ["value": .integer(1)]

  private func run(
    _ port: InProcessPort, _ mini: MiniSuite = MiniSuite(),
    expected: [ExpectedFailures.Entry] = [], timeLimit: Duration = .seconds(300)
  ) async throws -> RunReport {
    var limits = RunLimits()
    limits.perCase = timeLimit
    return try await MiniSuite.with(mini) { [limits] suite in
      let runner = ConformanceRunner(
        suite: suite, expectedFailures: ExpectedFailures(expected), limits: limits)
      return await runner.run(on: port)
    }
  }

  private func mini(_ cases: String, header: String = "") -> MiniSuite {
    MiniSuite(files: ["demo/values": MiniSuite.values(header: header, cases: cases)])
  }

  @Test func `correct answers pass`() async throws {
    let report = try await run(FakePort.answering(Self.right))
    #expect(report.outcomes == [.pass, .pass])
    #expect(report.results.map(\.golden.name) == ["demo/values/first", "demo/values/second"])
    #expect(report.exitStatus == 0)
  }

  @Test func `a wrong answer fails, with place, tolerance and margin`() async throws {
    let report = try await run(FakePort.answering(["value": .integer(3)]))
    #expect(report.outcomes == [.fail, .fail])
    let mismatch = try #require(report.results.first?.mismatches.first)
    #expect(mismatch.place.description == "/value")
    #expect(mismatch.deviation?.allowed == 0.5)
    #expect(mismatch.deviation?.margin == 4)
    #expect(report.exitStatus == 1)
  }

  static let wishes: [Labelled<(JSON, CaseOutcome)>] = [
    Labelled("as it should", (["first": .integer(1), "second": .numeral("2.50")], .pass)),
    Labelled(
      "in another order", (["second": .numeral("2.50"), "first": .integer(1)], .acceptable)),
    Labelled("in another text", (["first": .integer(1), "second": .number(2.5)], .acceptable)),
    Labelled("as it must not", (["first": .integer(2), "second": .numeral("2.50")], .fail)),
  ]

  @Test(arguments: wishes)
  func `an answer that only breaks a SHOULD is acceptable`(
    _ labelled: Labelled<(JSON, CaseOutcome)>
  ) async throws {
    let (answer, outcome) = labelled.value
    let port = FakePort.answering { _, _ in [.init("result", answer)] }
    let report = try await run(
      port,
      mini(
        """
        {"id": "first", "description": "x", "spec": ["DEMO-1"], "params": {},
         "expect": {"result": {"first": 1, "second": 2.5},
                    "should": {"$all": [{"$order": ["first", "second"]}, {"second": {"$text": "2.50"}}]}}}
        """))
    #expect(report.outcomes == [outcome])
    #expect(report.isWell == (outcome != .fail))
    #expect(report.results[0].differences.isEmpty == (outcome == .pass))
    #expect(report.text(.human).contains("Acceptable") == (outcome == .acceptable))
    #expect(report.text(.tap).contains("outcome: acceptable") == (outcome == .acceptable))
    #expect(report.text(.junit).contains("<system-out>acceptable") == (outcome == .acceptable))
  }

  private static func describing(
    _ capabilities: JSON, specification: String = "2.0"
  ) -> InProcessPort {
    FakePort.answering(
      describing: [
        "implementation": ["name": "a", "version": "1"],
        "specification": .string(specification), "capabilities": capabilities,
      ]
    ) { _, _ in [.init("result", right)] }
  }

  @Test func `an unclaimed capability is skipped, and a run without any case is status 2`()
    async throws
  {
    let report = try await run(Self.describing(["extra"]))
    #expect(report.outcomes == [.skip, .skip])
    #expect(!report.isWell)
    #expect(report.exitStatus == 2)
    #expect(report.text(.human).contains("No case was played"))
  }

  @Test func `a port that does not claim core fails, whatever it passes`() async throws {
    let cases = MiniSuite.values(cases: MiniSuite.twoCases)
      .replacing(#""requires": ["core"]"#, with: #""requires": ["extra"]"#)
    let report = try await run(
      Self.describing(["extra"]), MiniSuite(files: ["demo/values": cases]))
    #expect(report.outcomes == [.pass, .pass])
    #expect(report.shortcomings.count == 1)
    #expect(report.exitStatus == 1)
    #expect(report.text(.human).contains("The run failed although all 2 cases passed"))
  }

  @Test func `an unknown capability gets a remark`() async throws {
    let report = try await run(Self.describing(["core", "magic"]))
    #expect(report.remarks.count == 1)
    #expect(report.exitStatus == 0)
  }

  @Test func `a port of another edition is not tested, and the reason is given`() async throws {
    let report = try await run(Self.describing(["core"], specification: "1.0"))
    #expect(report.exitStatus == 2)
    #expect(report.refusal == "The port follows specification 1.0, but this suite is for 2.0.")
  }

  @Test func `an expected failure is reported as such, and passing it is an error`() async throws {
    let entries = [ExpectedFailures.Entry(pattern: "demo/*/first", because: "known")]
    let wrong = try await run(
      FakePort.answering { _, params in
        [.init("result", params["first"] == nil ? Self.right : .null)]
      }, expected: entries)
    #expect(wrong.outcomes == [.xfail, .pass])
    #expect(wrong.exitStatus == 0)
    let right = try await run(FakePort.answering(Self.right), expected: entries)
    #expect(right.outcomes == [.xpass, .pass])
    #expect(right.exitStatus == 1)
  }

  @Test func `an expected failure without a case gets a remark`() async throws {
    let report = try await run(
      FakePort.answering(Self.right), expected: [.init(pattern: "demo/none", because: "x")])
    #expect(report.remarks.count == 1)
  }

  static let envelopes: [Labelled<[JSON.Member]>] = [
    .init("another version", [.init("jsonrpc", "1.0"), .init("result", right)]),
    .init("a further member", [.init("result", right), .init("extra", .null)]),
    .init("result and error", [.init("result", right), .init("error", ["code": .integer(1)])]),
    .init("neither", []),
  ]

  @Test(arguments: envelopes)
  func `an answer that violates JSON-RPC does not pass`(
    _ envelope: Labelled<[JSON.Member]>
  ) async throws {
    let port = FakePort.writing { request, write in
      let isDescribe = request["method"]?.asString == "engine.describe"
      let members =
        isDescribe ? [JSON.Member("result", FakePort.description)] : envelope.value
      var version: [JSON.Member] = [.init("jsonrpc", "2.0")]
      if members.first?.key == "jsonrpc" { version = [] }
      write(JSON.object(version + members + [.init("id", request["id"] ?? .null)]).text())
    }
    #expect(try await run(port).outcomes.allSatisfy { !$0.isWell })
  }

  // MARK: Errors

  private static let expectsError = """
    {"id": "refused", "description": "x", "spec": ["DEMO-1"], "params": {},
     "expect": {"error": {"code": -32001, "data": {"code": "invalid_threshold"}}}}
    """

  @Test(arguments: [
    Labelled("the error", (-32001, "invalid_threshold", CaseOutcome.pass)),
    Labelled("another code", (-32002, "invalid_threshold", .fail)),
    Labelled("another text", (-32001, "invalid_top_k", .fail)),
    Labelled("no such method", (-32601, "method_not_found", .unsupported)),
  ])
  func `an error is compared by its code and data`(
    _ labelled: Labelled<(Int, String, CaseOutcome)>
  ) async throws {
    let (code, text, outcome) = labelled.value
    let port = FakePort.answering { _, _ in
      [
        .init(
          "error",
          [
            "code": .integer(code), "message": "any words",
            "data": ["code": .string(text), "further": .bool(true)],
          ])
      ]
    }
    #expect(try await run(port, mini(Self.expectsError)).outcomes == [outcome])
  }

  @Test func `a result where an error is expected fails`() async throws {
    let report = try await run(FakePort.answering(Self.right), mini(Self.expectsError))
    #expect(report.outcomes == [.fail])
  }

  // MARK: Steps, fresh ports, forbidden texts, files

  @Test func `steps stop at the first failure and name it`() async throws {
    let port = FakePort.answering { method, _ in
      [.init("result", method == "b" ? .integer(2) : .integer(1))]
    }
    let report = try await run(
      port,
      mini(
        """
        {"id": "script", "description": "x", "spec": ["DEMO-1"], "steps": [
          {"method": "a", "expect": {"result": 1}}, {"method": "b", "expect": {"result": 1}},
          {"method": "c", "expect": {"result": 2}}]}
        """))
    #expect(report.outcomes == [.fail])
    #expect(report.details.first?.hasPrefix("step 2 (b): ") == true)
    #expect(report.results.first?.mismatches.count == 1)
  }

  @Test(arguments: [(true, [1, 1, 1]), (false, [1, 2, 3])])
  func `a file can require a new port for each case`(
    _ isFresh: Bool, _ counts: [Int]
  ) async throws {
    let cases = counts.enumerated().map { index, count in
      """
      {"id": "c\(index)", "description": "x", "spec": ["DEMO-1"], "params": {},
       "expect": {"result": \(count)}}
      """
    }.joined(separator: ",")
    let report = try await run(CountingPort.port, mini(cases, header: #""fresh": \#(isFresh),"#))
    #expect(report.outcomes == [.pass, .pass, .pass])
  }

  @Test(arguments: [(#""secret""#, CaseOutcome.fail), (#""public""#, .pass)])
  func `a forbidden text is found however it is escaped`(
    _ forbidden: String, _ outcome: CaseOutcome
  ) async throws {
    let port = FakePort.writing { request, write in
      if request["method"]?.asString == "engine.describe" {
        write(
          JSON.object([
            .init("jsonrpc", "2.0"), .init("id", request["id"] ?? .null),
            .init("result", FakePort.description),
          ]).text())
      } else {
        let id = request["id"]?.text() ?? ""
        write(#"{"jsonrpc":"2.0","id":\#(id),"result":["a se\u0063ret b"]}"#)
      }
    }
    let report = try await run(
      port,
      mini(
        """
        {"id": "quiet", "description": "x", "spec": ["DEMO-1"], "params": {},
         "forbid": [\(forbidden)], "expect": {"result": {"$any": "array"}}}
        """))
    #expect(report.outcomes == [outcome])
  }

  @Test func `placeholders are paths of existing or missing files`() async throws {
    let port = FakePort.answering { _, params in [.init("result", FileFacts.of(params))] }
    var suite = mini(
      """
      {"id": "files", "description": "x", "spec": ["DEMO-1"], "params": {
         "sound": {"$audio": "click"}, "gone": {"$missing": "x.wav"}, "folder": {"$folder": true},
         "recording": {"$recording": "song.txt"},
         "made": {"$file": {"name": "a.wav", "base64": "AQID"}}},
       "expect": {"result": {"sound": 52, "gone": null, "folder": "folder", "recording": 4,
         "made": 3}}}
      """)
    suite.recipes = """
      [{"id": "click", "sample_rate_hz": 8000, "encoding": "pcm16", "samples": 4,
        "channels": [[{"impulse": {"at": 1, "amplitude": 1}}]]}]
      """
    suite.recordings = ["song.txt": "la la"].mapValues { String($0.prefix(4)) }
    #expect(try await run(port, suite).outcomes == [.pass])
  }
}
