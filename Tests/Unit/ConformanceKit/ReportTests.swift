import AudioFixtures
import ConformanceKit
import Foundation
import StrictJSON
import Testing

@Suite(.takesTurns(at: .process)) struct ReportTests {
  /// A run with a pass, a failure, an expected failure and a skip.
  private func report() async throws -> RunReport {
    let cases =
      MiniSuite.twoCases + """
        ,
        {"id": "known", "description": "x <&> \\"y\\"", "spec": ["DEMO-1"], "params": {},
         "expect": {"result": 5}},
        {"id": "extra", "description": "x", "spec": ["DEMO-1"], "requires": ["extra"],
         "params": {}, "expect": {"result": 5}}
        """
    let mini = MiniSuite(files: ["demo/values": MiniSuite.values(cases: cases)])
    let port = FakePort.answering { _, params in
      [
        .init(
          "result",
          ["value": params["first"] == nil ? .number(1.25) : "<wrong> # \u{1b}[2J & \"quoted\""])
      ]
    }
    return try await MiniSuite.with(mini) { suite in
      let expected = ExpectedFailures([.init(pattern: "*/known", because: "it is # known")])
      return await ConformanceRunner(suite: suite, expectedFailures: expected).run(on: port)
    }
  }

  @Test func `the run has every kind of outcome`() async throws {
    #expect(try await report().outcomes == [.fail, .pass, .xfail, .skip])
  }

  @Test func `the text has the failures, the clause, the usual cause and the numbers`()
    async throws
  {
    let index = RequirementIndex.requirements(
      in: "**DEMO-1** (case) A value\nis one.\n", chapter: "01-demo.md")
    #expect(index.map(\.text) == ["A value is one."])
    let text = try await report().text(.human)
    #expect(text.contains("FAIL  demo/values/first"))
    #expect(text.contains("/value is"))
    #expect(text.contains("expected 1"))
    #expect(text.contains("DEMO-1"))
    #expect(text.contains("Usual cause: Somebody slipped."))
    #expect(text.contains("50 %  demo/values/second /value: 0.25 of 0.5 dB"))
    #expect(text.contains("1 of 3 cases failed, 1 skipped"))
    #expect(!text.contains("\u{1b}"))
  }

  @Test func `the text has the deviation of a number`() async throws {
    let report = try await MiniSuite.with { suite in
      await ConformanceRunner(suite: suite).run(on: FakePort.answering(["value": .integer(3)]))
    }
    #expect(
      report.text(.human).contains(
        "/value is 3, expected 1 ± 0.5 dB (off by 2 dB, 4 times the tolerance)"))
  }

  @Test func `JSON reads back with totals that add up`() async throws {
    let json = try JSON.parse(try await report().text(.json))
    let cases = try #require(json["cases"]?.elements)
    #expect(
      cases.map { $0["outcome"]?.asString } == ["fail", "pass", "xfail", "skip"])
    let totals = try #require(json["totals"]?.members)
    #expect(totals.count == 11)
    #expect(totals.dropFirst().compactMap(\.value.asInteger).reduce(0, +) == 4)
    #expect(cases.first?["differences"]?.elements?.first?["path"]?.asString == "/value")
    #expect(cases.first?["hints"] == ["Somebody slipped."])
    #expect(cases[1]["worst_margin"]?.asDouble == 0.5)
    #expect(cases[1]["detail"] == nil)
    #expect(json["implementation"]?["name"] == "fake")
  }

  @Test func `TAP has a plan and a line for each case`() async throws {
    let lines = try await report().text(.tap).split(separator: "\n")
    #expect(lines.first == "TAP version 14")
    #expect(lines.dropFirst().first == "1..4")
    let points = lines.filter { $0.hasPrefix("ok") || $0.hasPrefix("not ok") }
    #expect(
      points == [
        "not ok 1 - demo/values/first", "ok 2 - demo/values/second",
        "not ok 3 - demo/values/known # TODO it is \\# known",
        "ok 4 - demo/values/extra # SKIP the port does not claim extra",
      ])
    #expect(lines.contains("  ---") && lines.contains("  ..."))
  }

  @Test func `JUnit is well-formed and counts its content`() async throws {
    let text = try await report().text(.junit)
    let elements = try XMLElements.read(text)
    #expect(elements.names.count { $0 == "testcase" } == 4)
    #expect(elements.names.count { $0 == "failure" } == 1)
    #expect(elements.names.count { $0 == "skipped" } == 2)
    #expect(text.contains(#"tests="4" failures="1" errors="0" skipped="2""#))
    #expect(elements.text.contains("<wrong>"))
  }

  @Test func `a report by requirement shows which are met, and what breaks one`()
    async throws
  {
    let text = try await report().text(.requirements)
    #expect(text.contains("broken   DEMO-1    1 of 3"))
    #expect(text.contains("fail  demo/values/first"))
    #expect(text.contains("xfail  demo/values/known"))
    #expect(text.contains("0 requirements held, 1 broken, 0 skipped"))
    #expect(!text.contains("\u{1b}"))
  }

  @Test func `the HTML report is self-contained and escapes received text`()
    async throws
  {
    let text = try await report().text(.html)
    #expect(text.hasPrefix("<!DOCTYPE html>"))
    #expect(!text.contains("<wrong>") && text.contains("&lt;wrong&gt;"))
    #expect(!text.contains("\u{1b}"))
    for word in ["http://", "https://", "src=", "@import", "url("] {
      #expect(!text.contains(word), "\(word) leads to another file")
    }
    #expect(text.contains("id=\"case:demo/values/first\" data-outcome=\"fail\""))
    #expect(text.contains("Usual cause: Somebody slipped."))
    #expect(text.components(separatedBy: "<details class=\"case\"").count == 5)
  }

  @Test func `a badge is green only if everything passed`() async throws {
    let bad = try JSON.parse(try await report().text(.badge))
    #expect(bad["message"] == "1 of 3" && bad["color"] == "red")
    let good = try await MiniSuite.with { suite in
      await ConformanceRunner(suite: suite).run(on: FakePort.answering(["value": .integer(1)]))
    }
    let badge = try JSON.parse(good.text(.badge))
    #expect(badge["schemaVersion"] == .integer(1) && badge["color"] == "brightgreen")
    let known = ExpectedFailures([.init(pattern: "*", because: "known")])
    let expected = try await MiniSuite.with { suite in
      await ConformanceRunner(suite: suite, expectedFailures: known)
        .run(on: FakePort.answering(["value": .integer(9)]))
    }
    #expect(try JSON.parse(expected.text(.badge))["color"] == "yellow")
  }

  @Test func `two reports are compared: broken, fixed, new and removed cases`() async throws {
    func past(_ cases: [(String, String, Double)]) throws -> PastReport {
      let cases = cases.map { name, outcome, seconds -> JSON in
        [
          "name": .string(name), "outcome": .string(outcome), "duration_seconds": .number(seconds),
        ]
      }
      let document: JSON = ["suite": "2.0.0", "implementation": .null, "cases": .array(cases)]
      return try PastReport(json: document.utf8())
    }
    let before = try past([
      ("a/x", "pass", 0.1), ("a/y", "fail", 0.1), ("a/z", "pass", 0.1), ("a/w", "fail", 0.1),
    ])
    let after = try past([
      ("a/x", "crash", 0.1), ("a/y", "pass", 1), ("a/w", "timeout", 0.1), ("b/new", "pass", 0.1),
    ])
    let comparison = ReportComparison(before, after)
    #expect(comparison.broken == ["a/x (pass → crash)"])
    #expect(comparison.mended == ["a/y (fail → pass)"])
    #expect(comparison.otherwise == ["a/w (fail → timeout)"])
    #expect(comparison.new == ["b/new (pass)"] && comparison.gone == ["a/z"])
    #expect(comparison.slower == ["a/y (0.1 s → 1 s)"])
    #expect(!comparison.isNoWorse)
    #expect(ReportComparison(before, before).isNoWorse)
    #expect(!ReportComparison(try past([]), try past([("c/n", "fail", 0)])).isNoWorse)
    let matrix = ReportMatrix([before, after]).text
    #expect(matrix.contains("Passed by some ports only: 2"))
    #expect(matrix.contains("a/x: A pass, B crash"))
  }

  @Test func `a run's own JSON report reads back, and another file does not`() async throws {
    let report = try await report()
    let past = try PastReport(json: Array(report.text(.json).utf8))
    #expect(past.port == "fake 0.1")
    #expect(past.cases.map(\.outcome) == report.outcomes)
    #expect(throws: UnreadableReport.notJSON(offset: 0)) { try PastReport(json: Array("x".utf8)) }
    #expect(throws: UnreadableReport.noReport) { try PastReport(json: Array("{}".utf8)) }
    #expect(throws: UnreadableReport.badCase(index: 0)) {
      try PastReport(json: Array(#"{"suite":"2.0.0","cases":[{}]}"#.utf8))
    }
  }

  @Test func `a run in which nothing could be played reports that in each form`() async throws {
    let report = try await MiniSuite.with { suite in
      await ConformanceRunner(suite: suite).run(on: ProcessPort(command: "exit 3"))
    }
    #expect(report.exitStatus == 2)
    #expect(report.text(.human).hasPrefix("No case could be played. The port exited with status"))
    #expect(report.text(.tap).contains("Bail out!"))
    #expect(try XMLElements.read(report.text(.junit)).names.count { $0 == "error" } == 2)
    #expect(try JSON.parse(report.text(.json))["implementation"] == .null)
  }
}
