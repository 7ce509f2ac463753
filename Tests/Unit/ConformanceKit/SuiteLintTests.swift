import AudioFixtures
import ConformanceKit
import StrictJSON
import Testing

/// Every check of a suite detects what it should.
@Suite struct SuiteLintTests {
  private func reasons(_ mini: MiniSuite) throws -> [SuiteProblem.Reason] {
    try mini.problems().map(\.reason)
  }

  @Test func `a file changed after the manifest is detected`() throws {
    let problems = try MiniSuite().problems { folder in
      let text = MiniSuite.values().replacing("Values.", with: "Other.")
      try folder.file("vectors/demo/values.json", text: text)
    }
    #expect(problems.count == 1)
    #expect(problems.first?.description.contains("SHA-256") == true)
  }

  @Test func `a file missing from the manifest is detected`() throws {
    let problems = try MiniSuite().problems { folder in
      try folder.file("vectors/demo/more.json", text: "{}")
    }
    #expect(problems.map(\.reason) == [.notInManifest])
  }

  @Test func `a wrong count is detected`() throws {
    let problems = try MiniSuite().problems { folder in
      let text = String(decoding: try folder.bytes(of: "manifest.json"), as: UTF8.self)
      try folder.file("manifest.json", text: text.replacing("cases\":2", with: "cases\":3"))
    }
    #expect(
      problems.map(\.reason) == [
        .countDiffers(manifest: 3, file: 2), .countDiffers(manifest: 3, file: 2),
      ])
  }

  @Test func `a duplicate id is detected`() throws {
    let cases = MiniSuite.twoCases.replacing("second", with: "first")
    #expect(
      try reasons(MiniSuite(files: ["demo/values": MiniSuite.values(cases: cases)]))
        == [.duplicateName("demo/values/first")])
  }

  @Test func `an empty suite is an error`() throws {
    let empty = MiniSuite(files: [:], specification: "**DEMO-1** (read) A.\n")
    #expect(try reasons(empty) == [.noCases])
    let file = MiniSuite(files: ["demo/values": MiniSuite.values(cases: "")])
    #expect(try reasons(file) == [.noCases])
  }

  @Test func `a requirement that no chapter states is detected`() throws {
    let mini = MiniSuite(specification: "**OTHER-1** (test) A.\n")
    #expect(
      try reasons(mini) == [.unknownRequirement("DEMO-1"), .unknownRequirement("DEMO-1")])
  }

  @Test func `a requirement without a case is detected, unless another kind of check covers it`()
    throws
  {
    let mini = MiniSuite(
      specification:
        "**DEMO-1** (case) A.\n\n**DEMO-3** (case) B.\n\n**DEMO-4** (test) C.\n\n**DEMO-5** (read) D.\n"
    )
    #expect(try reasons(mini) == [.requirementWithoutCase("DEMO-3")])
  }

  @Test func `a specification without requirements is detected`() throws {
    #expect(try reasons(MiniSuite(specification: "Words.\n")) == [.noRequirements])
  }

  @Test func `a note that no case uses is detected`() throws {
    let cases = MiniSuite.twoCases.replacing(#""flags": ["slip"],"#, with: "")
    #expect(
      try reasons(MiniSuite(files: ["demo/values": MiniSuite.values(cases: cases)]))
        == [.unusedNote("slip")])
  }

  @Test func `an unknown capability, recipe and recording are detected`() throws {
    let text = MiniSuite.values(
      cases: """
        {"id": "one", "description": "x", "spec": ["DEMO-1"], "flags": ["slip"],
         "requires": ["magic"], "params": [{"$audio": "a"}, {"$recording": "b"}],
         "expect": {"result": {}}}
        """)
    #expect(
      try reasons(MiniSuite(files: ["demo/values": text]))
        == [.unknownCapability("magic"), .unknownRecipe("a"), .unknownRecording("b")])
  }

  @Test func `a signal that differs from its recipe is detected`() throws {
    let text = MiniSuite.values(
      cases: """
        {"id": "one", "description": "x", "spec": ["DEMO-1"], "flags": ["slip"],
         "method": "runner.signal", "params": {"recipe": "silence", "at": [0]},
         "expect": {"result": {"sample_rate_hz": 8000, "encoding": "pcm16", "channels": 1,
           "samples": 1, "data_bytes": 2, "sha256": {"$any": "string"}, "values": [[VALUE]]}}}
        """)
    let recipes = """
      [{"id": "silence", "sample_rate_hz": 8000, "encoding": "pcm16", "samples": 1,
        "channels": [[]]}]
      """
    let right = text.replacing("VALUE", with: "0")
    #expect(try reasons(MiniSuite(files: ["demo/values": right], recipes: recipes)) == [])
    let wrong = text.replacing("VALUE", with: "1")
    #expect(try reasons(MiniSuite(files: ["demo/values": wrong], recipes: recipes)).count == 1)
  }

  // MARK: Cases that cannot fail

  @Test func `a tolerance so wide that nothing fails is detected`() throws {
    let rules = ComparisonRules(tolerances: [Tolerance(at: JSONPointer(tokens: ["x"]), absolute: 1)]
    )
    let check = SelfCheck(rules: rules)
    #expect(check.flaws(of: ["x": .integer(1), "y": "a", "z": [.null, .bool(true), []]]) == [])
    // No number lies beyond it: twice the tolerance is infinite, and infinity is not a number here.
    let huge = Tolerance(at: JSONPointer(tokens: ["x"]), relative: 1e-17)
    let narrow = SelfCheck(rules: ComparisonRules(tolerances: [huge]))
    #expect(narrow.flaws(of: ["x": .integer(1)]).contains { $0.contains("twice the tolerance") })
  }

  @Test func `a pattern that contradicts itself is detected`() throws {
    let pattern = try JSON.parse(#"{"$all": [1, 2]}"#)
    #expect(SelfCheck(rules: ComparisonRules()).flaws(of: pattern).count == 1)
  }
}
