import ConformanceKit
import Testing

/// Every golden case, played with the service inside this process. The line of a failure begins
/// with the name of its case.
@Suite struct GoldenTests {
  /// Plays a case and records what is wrong.
  private func play(_ named: NamedCase) async throws {
    var limits = RunLimits()
    // In a debug build, under plain `swift test`, a case shares its threads with two thousand tests.
    limits.perCase = .seconds(1200)
    limits.start = .seconds(1200)
    let runner = ConformanceRunner(suite: try GoldenSuite.loaded.get(), limits: limits)
    let report = await runner.run([named.golden], on: ServicePort.make())
    for result in report.results where result.outcome != .pass && result.outcome != .skip {
      let sentences =
        result.mismatches.isEmpty
        ? [result.detail ?? ""] : result.mismatches.map(\.sentence)
      for sentence in sentences {
        Issue.record("\(result.golden.name): \(result.outcome.rawValue): \(sentence)")
      }
    }
  }

  @Test(arguments: GoldenSuite.cases(of: "signals"))
  func `signals are as the specification defines them`(_ named: NamedCase) async throws {
    try await play(named)
  }

  @Test(arguments: GoldenSuite.cases(of: "fingerprint"))
  func `fingerprints are as specified`(_ named: NamedCase) async throws {
    try await play(named)
  }

  @Test(arguments: GoldenSuite.cases(of: "audio"))
  func `audio files are read or refused as specified`(_ named: NamedCase) async throws {
    try await play(named)
  }

  @Test(arguments: GoldenSuite.cases(of: "similarity"))
  func `similarities are as specified`(_ named: NamedCase) async throws {
    try await play(named)
  }

  @Test(arguments: GoldenSuite.cases(of: "ranking"))
  func `rankings are as specified`(_ named: NamedCase) async throws {
    try await play(named)
  }

  @Test(arguments: GoldenSuite.cases(of: "recommendation"))
  func `recommendations are as specified`(_ named: NamedCase) async throws {
    try await play(named)
  }

  @Test(arguments: GoldenSuite.cases(of: "messages"))
  func `messages are as specified`(_ named: NamedCase) async throws {
    try await play(named)
  }

  @Test(arguments: GoldenSuite.cases(of: "chunks"))
  func `chunks are as specified`(_ named: NamedCase) async throws {
    try await play(named)
  }

  @Test(arguments: GoldenSuite.cases(of: "cache"))
  func `the cache is as specified`(_ named: NamedCase) async throws {
    try await play(named)
  }

  @Test(arguments: GoldenSuite.cases(of: "profiles"))
  func `profiles are as specified`(_ named: NamedCase) async throws {
    try await play(named)
  }

  @Test(arguments: GoldenSuite.cases(of: "rpc"))
  func `the protocol is as specified`(_ named: NamedCase) async throws {
    try await play(named)
  }

  @Test(arguments: GoldenSuite.cases(of: "track-load"))
  func `tracks are loaded as specified`(_ named: NamedCase) async throws {
    try await play(named)
  }

  @Test(arguments: GoldenSuite.cases(of: "headroom"))
  func `headroom is as specified`(_ named: NamedCase) async throws {
    try await play(named)
  }

  @Test(arguments: GoldenSuite.cases(of: "dimension-weights"))
  func `blends weight each change as specified`(_ named: NamedCase) async throws {
    try await play(named)
  }

  @Test(arguments: GoldenSuite.cases(of: "learning"))
  func `profiles are learned as specified`(_ named: NamedCase) async throws {
    try await play(named)
  }

  @Test(arguments: GoldenSuite.cases(of: "taste"))
  func `a taste is folded as specified`(_ named: NamedCase) async throws {
    try await play(named)
  }

  @Test(arguments: GoldenSuite.cases(of: "blends"))
  func `named blends are as specified`(_ named: NamedCase) async throws {
    try await play(named)
  }

  @Test(arguments: GoldenSuite.cases(of: "loudness"))
  func `loudness is as specified`(_ named: NamedCase) async throws {
    try await play(named)
  }

  @Test(arguments: GoldenSuite.cases(of: "rendering"))
  func `renderings are solved and applied as specified`(_ named: NamedCase) async throws {
    try await play(named)
  }

  @Test(arguments: GoldenSuite.cases(of: "http"))
  func `HTTP is as specified`(_ named: NamedCase) async throws { try await play(named) }

  @Test(arguments: GoldenSuite.cases(of: "websocket"))
  func `WebSocket is as specified`(_ named: NamedCase) async throws { try await play(named) }

  @Test func `every family of the suite is played by one of these tests`() {
    let known: Set = [
      "signals", "fingerprint", "audio", "similarity", "ranking", "recommendation", "messages",
      "chunks", "cache", "profiles", "rpc", "track-load", "loudness", "headroom",
      "dimension-weights", "learning", "taste", "blends", "rendering", "http",
      "websocket",
      // Played by the release build, on request (CON-35).
      "loudness-ebu",
    ]
    #expect(Set(GoldenSuite.cases.map(\.golden.family)).subtracting(known) == [])
  }

  @Test func `there are cases to play`() throws {
    #expect(try !GoldenSuite.loaded.get().cases.isEmpty)
    #expect(!GoldenSuite.cases.isEmpty, "no case has the text of $GOLDEN_CASE in its name")
  }
}
