import AudioFixtures
import Foundation
import StrictJSON
import Testing

/// An endless mix of valid and broken messages. Each gets its answer, the counts match, and the
/// host's memory does not grow.
///
/// For the full million: `MASTERING_SOAK_MESSAGES=1000000 Scripts/test --filter 'mixed messages'`.
@Suite(.takesTurns(at: .process)) struct RPCSoakTests {
  private static let count =
    ProcessInfo.processInfo.environment["MASTERING_SOAK_MESSAGES"].flatMap { Int($0) } ?? 20_000

  private static let metrics = """
    {"loudness_dbfs":-14.0,"peak_dbfs":-1.0,"crest_db":13.0,"spectral_centroid":3200.0,\
    "spectral_rolloff":7000.0,"zero_crossing_rate":0.075,"spectral_spread":2800.0}
    """

  /// A line, and whether it is answered. `#` stands for its index.
  private static let lines: [(text: String, isAnswered: Bool)] = [
    (
      #"{"jsonrpc":"2.0","id":#,"method":"recommendation.weighted","params":{"fingerprint":F}}"#,
      true
    ),
    (
      #"{"jsonrpc":"2.0","id":#,"method":"ranking.rank","params":{"fingerprint":F,"top_k":0}}"#,
      true
    ),
    (#"{"jsonrpc":"2.0","id":"\u0023#","method":"cache.get","params":{"track_id":#}}"#, true),
    (#"{"jsonrpc":"2.0","method":"engine.describe"}"#, false),
    (#"{"jsonrpc":"2.0","method":"$/cancel","params":{"id":#}}"#, false),
    (#"[{"jsonrpc":"2.0","id":#,"method":"cache.stats"},5,{"jsonrpc":"2.0","method":"x"}]"#, true),
    ("[]", true), ("   ", false), ("{\"a\":1,\"a\":#}", true), ("[[[[[[", true), ("nul#", true),
    ("\"\\ud800\"", true), ("{\"jsonrpc\":\"2.0\",\"id\":#,\"method\":5}", true),
    (
      #"{"jsonrpc":"2.0","id":#,"method":"chunks.plan","params":{"duration_seconds":1e999,"sample_rate":1}}"#,
      true
    ),
    (
      #"{"jsonrpc":"2.0","id":#,"method":"fingerprint.extract","params":{"path":"/nowhere/#"}}"#,
      true
    ),
    (
      #"{"jsonrpc":"2.0","id":#,"method":"profiles.add","params":{"profile":{"profile_id":"p#"}}}"#,
      true
    ),
    (
      #"{"jsonrpc":"2.0","id":#,"method":"message.check","params":{"text":"{\"type\":\"x\"}"}}"#,
      true
    ),
  ]

  @Test func `mixed messages are all answered, and memory stays flat`() async throws {
    let host = try RPCProcess()
    let steps = 10
    var expected = 0
    var sizes: [Int] = []
    for step in 0..<steps {
      var bytes: [UInt8] = []
      var answered = 0
      for number in (step * Self.count / steps)..<((step + 1) * Self.count / steps) {
        let line = Self.lines[number % Self.lines.count]
        let text = line.text.replacing("#", with: "\(number)").replacing("F", with: Self.metrics)
        bytes += Array((text + "\n").utf8)
        answered += line.isAnswered ? 1 : 0
      }
      host.sendAside(bytes)
      for _ in 0..<answered {
        let message = try await host.message()
        let one = message.elements?.first ?? message
        #expect(one["jsonrpc"] == "2.0")
        #expect(one["id"] != nil)
        #expect((one["result"] == nil) != (one["error"] == nil))
        #expect(one["error"]?["code"] != .integer(-32603))
      }
      expected += answered
      sizes.append(Self.residentBytes(of: host.identifier))
    }
    #expect(expected > Self.count / 2)
    // From the second tenth on; the first is warm-up. One leaked message would take 100 bytes or
    // more.
    let allowed = 4 << 20
    try #require(sizes.count > 1)
    #expect((sizes.last ?? 0) - sizes[1] < allowed)
    #expect(try await host.finish() == 0)
    #expect(await host.remainingLines().isEmpty)
  }

  /// The resident memory of a process; 0 if the system does not report it.
  private static func residentBytes(of process: Int32) -> Int {
    let words = (try? String(contentsOfFile: "/proc/\(process)/statm", encoding: .utf8)) ?? ""
    let pages = words.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    return pages * sysconf(Int32(_SC_PAGESIZE))
  }
}
