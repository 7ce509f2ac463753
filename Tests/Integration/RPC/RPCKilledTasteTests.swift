import AudioFixtures
import Foundation
import ProviderTesting
import StrictJSON
import Testing

/// LRN-29: hosts that are killed while they store decisions.
@Suite(.takesTurns(at: .process)) struct RPCKilledTasteTests {
  private static let kills = 20
  private static let decisions = 5000

  @Test func `every decision that was confirmed before a kill is there after it`() async throws {
    let folder = try TemporaryFolder()
    let file = folder.path(of: "taste.ndjson")
    let fingerprint =
      #"{"loudness_dbfs":-18,"peak_dbfs":-1,"crest_db":17,"spectral_centroid":2500,"#
      + #""spectral_rolloff":5000,"zero_crossing_rate":0.06,"spectral_spread":2000}"#
    let line =
      #"{"jsonrpc":"2.0","id":1,"method":"taste.decide","params":{"decision":"accepted","#
      + #""fingerprint":\#(fingerprint)}}"# + "\n"
    let lines = Array(String(repeating: line, count: Self.decisions).utf8)
    var generator = SeededGenerator(seed: 15)
    var confirmed: Set<String> = []
    var interrupted = 0
    for kill in 1...Self.kills {
      let host = try RPCProcess(["--no-cache", "--taste-file", file])
      // From another thread, so that the host is writing at whatever moment it is killed.
      host.sendAside(lines)
      let heard = Int.random(in: 1...40, using: &generator)
      for _ in 0..<heard {
        let event = try await host.answer()["result"]?["event"]?.asString
        confirmed.insert(try #require(event, "kill \(kill)"))
      }
      Foundation.kill(host.identifier, SIGKILL)
      #expect(try await host.status() == nil)
      // What it had written to its output when it died counts as confirmed.
      let left = await host.remainingLines().compactMap { try? JSON.parse($0) }
      confirmed.formUnion(left.compactMap { $0["result"]?["event"]?.asString })
      if heard + left.count < Self.decisions { interrupted += 1 }
      let shown = try await MasteringProcess.run("taste", "export", "--taste-file", file)
      #expect(shown.status == 0, "kill \(kill): \(shown.errors)")
      // The first line is the header of the file.
      let kept = try shown.outputLines.dropFirst().map { try JSON.parse(String($0)) }
      let ids = Set(kept.compactMap { $0["id"]?.asString })
      #expect(ids.count == kept.count, "kill \(kill): an event twice, or without an id")
      #expect(confirmed.isSubset(of: ids), "kill \(kill): \(confirmed.subtracting(ids)) is lost")
    }
    #expect(interrupted == Self.kills)
    #expect(confirmed.count >= Self.kills)
  }
}
