import Foundation
import Logging
import MasteringModel
import MasteringService
import ProfileCatalog
import ProviderTesting
import StdioHosting
import StrictJSON
import Testing

/// A host with pipes around it, in this process, with simulated files.
@Suite struct StdioHostTests {
  private let input: Pipes
  private let output: Pipes
  private let files = FakeFingerprintProvider(["/a.wav": .sample()])

  init() throws {
    // As in the command's process: a pipe without a reader is an error, not a signal.
    signal(SIGPIPE, SIG_IGN)
    input = try Pipes()
    output = try Pipes()
  }

  /// Runs to the end, then closes the output; returns the exit status.
  private func serve() async throws -> Int32 {
    let service = RecommendationService(
      implementation: ImplementationIdentity(name: "test", version: "1"), fingerprints: files,
      profiles: try LiveProfiles(BuiltInProfiles.registry))
    var logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    logger.logLevel = .critical
    let status = await StdioHost(
      service: service, input: input.reading, output: output.writing, logger: logger
    ).run()
    output.closeWriting()
    return status
  }

  private func call(_ id: Int, _ method: String, _ params: String = "{}") -> String {
    #"{"jsonrpc":"2.0","id":\#(id),"method":"\#(method)","params":\#(params)}"# + "\n"
  }

  @Test func `everything before the end of the input is answered`() async throws {
    async let status = serve()
    async let answers = output.everything()
    input.write(Array(((1...500).map { call($0, "cache.stats") }.joined()).utf8))
    #expect(try await status == 0)
    let ids = try await answers.split(separator: "\n").map { try JSON.parse(String($0))["id"] }
    #expect(ids == (1...500).map { .integer($0) })
  }

  @Test(arguments: ["Content-Length: 52", "content-length:2\r", "CONTENT-LENGTH: 0\r"])
  func `a Content-Length header is answered with a hint that each message is one line`(
    _ frame: String
  ) async throws {
    async let status = serve()
    async let answers = output.everything()
    let text = frame + "\n\n" + call(1, "cache.stats") + "Content-Type: text\n"
    input.write(Array(text.utf8))
    #expect(try await status == 0)
    let messages = try await answers.split(separator: "\n").map {
      try JSON.parse(String($0))["error"]?["message"]?.asString
    }
    let hint = "Each message must be one line: omit Content-Length"
    // Only the header line itself, not what follows it.
    #expect(messages.map { $0?.contains(hint) } == [true, nil, false])
  }

  @Test func `calls running at the end of the input are finished and answered`() async throws {
    files.hold()
    async let status = serve()
    async let answers = output.everything()
    let text =
      call(1, "fingerprint.extract", #"{"path":"/a.wav"}"#)
      + call(2, "track.load", #"{"track_id":7,"path":"/a.wav"}"#)
    input.write(Array(text.utf8))
    await files.analysisIsAsked(times: 1)
    files.release()
    #expect(try await status == 0)
    let messages = try await answers.split(separator: "\n").map { try JSON.parse(String($0)) }
    #expect(messages.contains { $0["id"] == .integer(1) && $0["result"] != nil })
    #expect(messages.contains { $0["method"] == "mastering_recommendation" })
  }

  @Test func `the answer to a load comes before its notifications`() async throws {
    async let status = serve()
    async let answers = output.everything()
    input.write(
      Array(
        (1...50).map { call($0, "track.load", #"{"track_id":\#($0),"path":"/a.wav"}"#) }
          .joined().utf8))
    #expect(try await status == 0)
    let messages = try await answers.split(separator: "\n").map { try JSON.parse(String($0)) }
    for track in 1...50 {
      let answer = messages.firstIndex { $0["id"] == .integer(track) }
      let first = messages.firstIndex { $0["params"]?["track_id"] == .integer(track) }
      #expect(try #require(answer) < (try #require(first)))
    }
  }

  @Test func `shutdown ends it, although more input follows`() async throws {
    async let status = serve()
    async let answers = output.everything()
    input.write(
      Array((call(1, "shutdown") + call(2, "cache.stats")).utf8), thenEnd: false)
    #expect(try await status == 0)
    let messages = try await answers.split(separator: "\n").map { try JSON.parse(String($0)) }
    try #require(messages.map { $0["id"] } == [.integer(1), .integer(2)])
    #expect(messages[1]["error"]?["code"] == .integer(-32031))
  }

  @Test func `a last line without a newline is answered`() async throws {
    async let status = serve()
    async let answers = output.everything()
    input.write(Array(call(1, "cache.stats").dropLast().utf8))
    #expect(try await status == 0)
    #expect(try JSON.parse(await answers.trimmingCharacters(in: .newlines))["id"] == .integer(1))
  }

  @Test func `a closed output is an orderly end`() async throws {
    async let status = serve()
    output.closeReading()
    input.write(Array(call(1, "cache.stats").utf8), thenEnd: false)
    #expect(try await status == 0)
  }

  @Test func `an answer larger than the output buffer arrives whole`() async throws {
    async let status = serve()
    async let answers = output.everything()
    let plans = (1...8).map {
      String(call($0, "chunks.plan", #"{"duration_seconds":30000,"sample_rate":1000}"#).dropLast())
    }
    input.write(Array("[\(plans.joined(separator: ","))]\n\(call(9, "cache.stats"))".utf8))
    #expect(try await status == 0)
    let lines = try await answers.split(separator: "\n").map { try JSON.parse(String($0)) }
    #expect(lines.count == 2)
    let batch = try #require(lines.compactMap(\.elements).first)
    #expect(batch.map { $0["id"] } == (1...8).map { .integer($0) })
  }

  @Test func `a reader that stops reading stops the host from reading`() async throws {
    async let status = serve()
    // A hundred bytes whose answer is a thousand times as long.
    let request = Array(
      call(1, "chunks.plan", #"{"duration_seconds":5000,"sample_rate":1000}"#).utf8)
    let limit = 2000
    let taken = await withCheckedContinuation { continuation in
      Thread.detachNewThread { [input] in
        _ = fcntl(input.writing, F_SETFL, O_NONBLOCK)
        var taken = 0
        var patience = 0
        // Full for so long that the host has stopped, not just fallen behind.
        while taken < limit, patience < 100 {
          let count = request.withUnsafeBytes { write(input.writing, $0.baseAddress, $0.count) }
          if count == request.count {
            taken += 1
            patience = 0
          } else {
            patience += 1
            usleep(10_000)
          }
        }
        input.closeWriting()
        continuation.resume(returning: taken)
      }
    }
    #expect(taken < limit)
    let answers = await output.everything().split(separator: "\n")
    #expect(answers.count == taken)
    #expect(try await status == 0)
  }
}
