import ConformanceKit
import Testing

/// The vectors are in order, and a port cannot pass without doing the work.
@Suite struct SuiteSelfTests {
  @Test func `the cases, the manifest and the specification agree, and each case can fail`() throws
  {
    let suite = try GoldenSuite.loaded.get()
    let specification = try #require(suite.specificationFolder)
    let lint = SuiteLint(suite, requirements: RequirementIndex(folder: specification))
    for problem in lint.problems() { Issue.record("\(problem)") }
  }

  /// A few cases of each file; all of them would take minutes in a debug build.
  private func asked(of suite: ConformanceSuite) -> [GoldenCase] {
    suite.files.flatMap { file in
      // A port whose self-description is false is not played at all.
      let played = file.cases.filter { $0.isCalls && !$0.asksForDescription }
      // The European Broadcasting Union's signals last up to several minutes each.
      return played.prefix(played.first?.family == "loudness-ebu" ? 1 : 8)
    }
  }

  private func believed(_ cases: [GoldenCase], of suite: ConformanceSuite, on port: InProcessPort)
    async
    -> [GoldenCase]
  {
    let report = await ConformanceRunner(suite: suite).run(cases, on: port)
    #expect(report.refusal == nil)
    return report.results.filter { $0.outcome == .pass }.map(\.golden)
  }

  @Test func `a port that always lies fails every case and so every family`() async throws {
    let suite = try GoldenSuite.loaded.get()
    let believed = await believed(asked(of: suite), of: suite, on: LyingPort.make())
    // If any text or number is accepted, only another type is wrong.
    let stillBelieved = await self.believed(believed, of: suite, on: LyingPort.ofAnotherType())
    #expect(stillBelieved.map(\.name) == [])
    let families = Set(suite.cases.filter(\.isCalls).map(\.family))
    #expect(Set(asked(of: suite).map(\.family)) == families)
  }

  @Test func `a port that returns nothing passes no case`() async throws {
    let suite = try GoldenSuite.loaded.get()
    let believed = await believed(asked(of: suite), of: suite, on: LyingPort.empty())
    #expect(believed.map(\.name) == [])
  }
}

extension GoldenCase {
  /// Whether the case consists of calls, without raw lines or audio.
  fileprivate var isCalls: Bool {
    if case .calls = script { true } else { false }
  }

  fileprivate var asksForDescription: Bool {
    guard case .calls(let calls) = script else { return false }
    return calls.contains { $0.method == "engine.describe" }
  }
}
