import AudioFixtures
import Foundation
import ProviderTesting
import StrictJSON
import Testing

/// Hosts that are killed while they write to the cache.
@Suite(.takesTurns(at: .process)) struct RPCKilledHostTests {
  private static let kills = 30

  @Test func `a killed host leaves a sound cache with everything that was answered`() async throws {
    let folder = try TemporaryFolder()
    let clips = 12
    let music = try folder.clips(count: clips, seconds: 1)
    let database = folder.path(of: "cache.sqlite")
    let calls = (1...clips).map { index in
      let path = JSON.string("\(music)/\(index < 10 ? "0" : "")\(index).wav").text()
      return """
        {"jsonrpc":"2.0","id":\(index),"method":"fingerprint.extract","params":{"path":\(path)}}
        """
    }
    var truth: [Int: JSON] = [:]
    let uncached = try RPCProcess()
    calls.forEach { uncached.send($0) }
    for _ in calls {
      let answer = try await uncached.answer()
      truth[try #require(answer["id"]?.asInteger)] = answer["result"]
    }
    try await uncached.finish()

    var generator = SeededGenerator(seed: 9)
    var answered: Set<Int> = []
    for kill in 1...Self.kills {
      let host = try RPCProcess(["--cache", database])
      calls.shuffled(using: &generator).forEach { host.send($0) }
      for _ in 0..<Int.random(in: 0...6, using: &generator) {
        let answer = try await host.answer()
        let id = try #require(answer["id"]?.asInteger)
        #expect(answer["result"] == truth[id], "kill \(kill)")
        answered.insert(id)
      }
      Foundation.kill(host.identifier, SIGKILL)
      #expect(try await host.status() == nil)
      let check = try await MasteringProcess.run("cache", "verify", "--cache", database)
      #expect(check.status == 0, "kill \(kill): \(check.errors)")
      #expect(check.errors == "")
      // Everything answered was already stored.
      let statistics = try await MasteringProcess.run(
        "cache", "stats", "--json", "--cache", database)
      let tracks = try JSON.parse(statistics.output)["tracks"]?.asInteger
      #expect(try #require(tracks) >= answered.count, "kill \(kill)")
    }
    #expect(!answered.isEmpty)
  }
}
