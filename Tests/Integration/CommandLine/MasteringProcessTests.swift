import AudioFixtures
import Testing

/// That the helper of the other suites notices what it is to notice.
@Suite struct MasteringProcessTests {
  @Test func `a run that does not end in time is killed and is an issue`() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.path(of: "two-hours.wav")
      try TwoHours.write(to: path)
      var run: MasteringProcess?
      try await withKnownIssue {
        run = try await MasteringProcess.run(
          ["fingerprint", "--max-duration", "all", path], patience: .milliseconds(1))
      } matching: {
        $0.description.contains("did not end and was killed")
      }
      #expect(run?.status == nil)
      #expect(run?.output == "")
    }
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
