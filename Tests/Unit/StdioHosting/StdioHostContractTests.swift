import Foundation
import Logging
import MasteringModel
import MasteringService
import ProfileCatalog
import ProviderTesting
import StrictJSON
import Testing
// Imported as an embedder does, without internals.
import StdioHosting

/// How a program that embeds the host ends it while its caller stays silent and connected.
@Suite(.timeLimit(.minutes(20))) struct StdioHostContractTests {
  private let input: Pipes
  private let output: Pipes
  private let files = FakeFingerprintProvider(["/a.wav": .sample()])

  init() throws {
    input = try Pipes()
    output = try Pipes()
  }

  private func host(_ grace: StdioHost.Grace = .standard) throws -> StdioHost {
    StdioHost(
      service: RecommendationService(
        implementation: ImplementationIdentity(name: "test", version: "1"), fingerprints: files,
        profiles: try LiveProfiles(BuiltInProfiles.registry)),
      input: input.reading, output: output.writing, grace: grace,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }

  /// The output, once the host has ended.
  private func messages() async throws -> [JSON] {
    output.closeWriting()
    return try await output.everything().split(separator: "\n").map { try JSON.parse(String($0)) }
  }

  private func ask(_ id: Int) {
    let call =
      #"{"jsonrpc":"2.0","id":\#(id),"method":"fingerprint.extract","params":{"path":"/a.wav"}}"#
    input.write(Array("\(call)\n".utf8), thenEnd: false)
  }

  @Test func `cancelling its task ends it, and running calls are finished`() async throws {
    files.hold()
    let host = try host()
    let task = Task { await host.run() }
    ask(1)
    await files.analysisIsAsked(times: 1)
    task.cancel()
    files.release()
    #expect(await task.value == 0)
    let messages = try await messages()
    #expect(messages.map { $0["id"] } == [.integer(1)])
    #expect(messages.first?["result"] != nil)
  }

  @Test func `stopping it twice does not wait for running calls`() async throws {
    files.hold()
    let host = try host(.init(finishing: .seconds(3600), cancelling: .seconds(3600)))
    let task = Task { await host.run() }
    ask(1)
    await files.analysisIsAsked(times: 1)
    host.stop()
    host.stop()
    #expect(await task.value == 0)
    let messages = try await messages()
    #expect(messages.first?["error"]?["data"]?["code"] == "cancelled")
    files.release()
  }

  @Test func `a host stopped before it runs ends at once`() async throws {
    let host = try host()
    host.stop()
    #expect(await host.run() == 0)
    #expect(try await messages().isEmpty)
  }

  @Test func `after it has ended, it reads no more input`() async throws {
    let host = try host()
    let task = Task { await host.run() }
    host.stop()
    #expect(await task.value == 0)
    input.write(Array("rest".utf8))
    #expect(await input.everything() == "rest")
  }

  @Test func `a caller that does not read does not delay the end`() async throws {
    let host = try host(.init(finishing: .zero, cancelling: .zero))
    let task = Task { await host.run() }
    let call =
      #"{"jsonrpc":"2.0","id":1,"method":"chunks.plan","params":{"duration_seconds":30000,"sample_rate":1000}}"#
    input.write(Array(String(repeating: "\(call)\n", count: 100).utf8), thenEnd: false)
    // Some of it has been answered by then.
    #expect(await output.takesOneByte())
    host.stop()
    #expect(await task.value == 0)
  }

  @Test func `signal handlers are not changed`() async throws {
    let before = [SIGTERM, SIGINT].map(disposition)
    let host = try host()
    let task = Task { await host.run() }
    ask(1)
    await files.analysisIsAsked(times: 1)
    #expect([SIGTERM, SIGINT].map(disposition) == before)
    host.stop()
    #expect(await task.value == 0)
    #expect([SIGTERM, SIGINT].map(disposition) == before)
  }

  /// Whether a signal has its default action.
  private func disposition(of number: Int32) -> Bool {
    var action = sigaction()
    sigaction(number, nil, &action)
    #if os(Linux)
      return action.__sigaction_handler.sa_handler == nil
    #else
      return action.__sigaction_u.__sa_handler == nil
    #endif
  }
}
