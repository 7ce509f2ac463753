import Testing

/// The helper of the other suites detects what it has to detect.
@Suite(.takesTurns(at: .process)) struct MasteringProcessTests {
  @Test func `a run that does not end in time is killed and is an issue`() async throws {
    var run: MasteringProcess?
    try await withKnownIssue {
      // It sleeps longer than any test run takes, so only the kill can have ended it.
      run = try await MasteringProcess.run(
        ["100000"], program: "/bin/sleep", patience: .milliseconds(1))
    } matching: {
      $0.description.contains("did not end and was killed")
    }
    #expect(run?.status == nil)
    #expect(run?.output == "")
  }

  @Test func `keys are those of one depth, in the order of the text`() {
    let text = """
      {
        "b": {
          "c": "d"
        },
        "a": 1
      }
      """
    #expect(keys(inDepth: 1, of: text) == ["b", "a"])
    #expect(keys(inDepth: 2, of: text) == ["c"])
  }
}
