import AgentHosting
import Foundation
import LibraryAnalysis
import MasteringModel
import MasteringService
import ProfileCatalog
import ProviderTesting
import StrictJSON
import Synchronization

/// A session with simulated files and an empty library.
final class AgentConversation: Sendable {
  let files: FakeFingerprintProvider
  let outbox = AnswerBox()
  let session: AgentSession
  private let folder: URL
  private let running = Mutex<[AsyncStream<Void>]>([])

  init() throws {
    folder = URL.temporaryDirectory.appending(path: "agents-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    files = FakeFingerprintProvider([
      "/music/a.wav": .sample(), "/music/b.wav": .sample(fingerprint: .sample(crestDB: 9)),
    ])
    let service = RecommendationService(
      implementation: ImplementationIdentity(name: "test", version: "1.2.3"), fingerprints: files,
      profiles: try LiveProfiles(BuiltInProfiles.registry))
    session = AgentSession(
      with: AgentServer(
        service: service, access: .unrestricted,
        library: try TrackLibrary(folders: [folder.path], tags: NoTags())),
      outbox: outbox)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// Sends a line. An immediate answer is in the outbox when this returns.
  func say(_ line: [UInt8]) {
    var answers: [UInt8] = []
    let work = session.receive(line[...], into: &answers)
    outbox.send(answers)
    guard let work else { return }
    let (ended, end) = AsyncStream<Void>.makeStream()
    running.withLock { $0.append(ended) }
    work.start { end.finish() }
  }

  /// Returns once every request sent so far is finished.
  func requestsEnded() async {
    let all = running.withLock { running in
      defer { running = [] }
      return running
    }
    for ended in all { for await _ in ended {} }
  }

  /// The answer to a request, whenever it arrives; nil if there is none.
  func answer(_ method: String, _ params: String, id: String = "1") async throws -> JSON? {
    let before = outbox.lines.count
    say(Array(#"{"jsonrpc":"2.0","id":\#(id),"method":"\#(method)","params":\#(params)}"#.utf8))
    await requestsEnded()
    return try outbox.lines.dropFirst(before).last.map { try JSON.parse($0) }
  }

  /// The answer to a request that states its revision.
  func stateless(_ method: String, _ params: String = "") async throws -> JSON? {
    try await answer(method, "{\(params.isEmpty ? "" : "\(params),")\(Self.meta)}")
  }

  /// The metadata of a request in the stateless revision.
  static let meta =
    #""_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","#
    + #""io.modelcontextprotocol/clientCapabilities":{}}"#
}

/// Collects the sent lines.
final class AnswerBox: SessionOutbox {
  private let sent = Mutex<[String]>([])

  func send(_ line: [UInt8]) {
    let lines = String(decoding: line, as: UTF8.self).split(separator: "\n").map(String.init)
    sent.withLock { $0 += lines }
  }
  func room() async {}
  func openLine() async {}
  func sendPart(_ bytes: [UInt8]) async { send(bytes) }
  func closeLine(_ bytes: [UInt8]) { send(bytes) }

  var lines: [String] { sent.withLock(\.self) }
}

private struct NoTags: TagReader {
  func tags(ofFileAt path: String) throws(AudioFailure) -> TrackTags { TrackTags() }
  func tags(ofOpenFile descriptor: Int32, at path: String) throws(AudioFailure) -> TrackTags {
    TrackTags()
  }
}
