import AudioFixtures
import Foundation
import StrictJSON
import Testing

/// The host as a process, seen through its pipes.
@Suite(.takesTurns(at: .process)) struct RPCProtocolTests {
  private static let describe = #"{"jsonrpc":"2.0","id":"next","method":"engine.describe"}"#

  /// What a caller may send by mistake or with malice, and the reason in the answer.
  struct Attack: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let reason: String
    let bytes: @Sendable () -> [UInt8]

    init(_ name: String, _ reason: String, _ bytes: @escaping @Sendable () -> [UInt8]) {
      testDescription = name
      self.reason = reason
      self.bytes = bytes
    }
  }

  private static let attacks = [
    Attack("a line of 100 MB", "line_too_long") { [UInt8](repeating: 0x61, count: 100_000_000) },
    Attack("100 MB of brackets", "line_too_long") {
      [UInt8](repeating: 0x5B, count: 100_000_000)
    },
    Attack("16 MiB of brackets", "too_deep") { [UInt8](repeating: 0x5B, count: 16 << 20) },
    Attack("NULs", "unexpected_byte") { [UInt8](repeating: 0, count: 1000) },
    Attack("no UTF-8", "invalid_utf8") { [0x22, 0xC0, 0xAF, 0x22] },
  ]

  @Test(arguments: attacks)
  func `after an attack the next request is answered`(_ attack: Attack) async throws {
    let host = try RPCProcess()
    host.sendAside(attack.bytes() + Array("\n\(Self.describe)\n".utf8))
    #expect(try await host.message()["error"]?["data"]?["reason"] == .string(attack.reason))
    #expect(try await host.message()["id"] == "next")
    #expect(try await host.finish() == 0)
  }

  @Test func `a partial line at the end of the input is answered and the host ends`() async throws {
    let host = try RPCProcess()
    host.send(Array(#"{"jsonrpc":"2.0","id":1"#.utf8))
    host.endInput()
    #expect(try await host.message()["error"]?["data"]?["reason"] == "unexpected_end")
    #expect(try await host.status() == 0)
  }

  @Test func `no input is no output`() async throws {
    let host = try RPCProcess()
    host.endInput()
    #expect(await host.remainingLines().isEmpty)
    #expect(try await host.status() == 0)
  }

  @Test func `shutdown ends the host`() async throws {
    let host = try RPCProcess()
    #expect(try await host.call("shutdown") == .null)
    #expect(try await host.status() == 0)
  }

  @Test(arguments: [SIGTERM, SIGINT])
  func `a signal ends the host cleanly`(_ signal: Int32) async throws {
    let host = try RPCProcess()
    _ = try await host.call("engine.describe")
    kill(host.identifier, signal)
    #expect(try await host.status() == 0)
  }

  @Test func `running work is finished after a signal`() async throws {
    let host = try RPCProcess()
    let path = JSON.string(Repository.example("loop_mika.flac")).text()
    host.send(
      #"{"jsonrpc":"2.0","id":1,"method":"fingerprint.extract","params":{"path":\#(path)}}"#,
      Self.describe)
    // Answers may be out of order, so by now the first request has been read.
    _ = try await host.message()
    kill(host.identifier, SIGTERM)
    let rest = await host.remainingLines()
    #expect(rest.count <= 1)
    #expect(rest.allSatisfy { $0.contains(#""id":1"#) || $0.contains(#""id":"next""#) })
    #expect(try await host.status() == 0)
  }

  @Test func `a closed output ends the host cleanly`() async throws {
    let host = try RPCProcess()
    _ = try await host.call("engine.describe")
    host.stopReading()
    for _ in 1...3 { host.send(Self.describe) }
    host.endInput()
    #expect(try await host.status() == 0)
  }

  @Test func `requests after the batch of 10,000 are answered`() async throws {
    let host = try RPCProcess()
    let calls = (1...10_000).map { #"{"jsonrpc":"2.0","id":\#($0),"method":"cache.stats"}"# }
    host.sendAside(Array("[\(calls.joined(separator: ","))]\n\(Self.describe)\n".utf8))
    // A batch is answered when it is done; the other answer may come first.
    let messages = [try await host.message(), try await host.message()]
    #expect(messages.contains { $0.elements?.count == 10_000 })
    #expect(messages.contains { $0["id"] == "next" })
    #expect(try await host.finish() == 0)
  }
}
