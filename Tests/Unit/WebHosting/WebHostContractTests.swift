import Foundation
import LibraryAnalysis
import Logging
import MasteringModel
import MasteringService
import ProfileCatalog
import ProviderTesting
import Synchronization
import TestResources
import Testing
// Imported as an embedder does, without internals.
import WebHosting

/// How a program that embeds the host ends it.
@Suite(.timeLimit(.minutes(20))) struct WebHostContractTests {
  private struct NoTags: TagReader {
    func tags(ofFileAt path: String) throws(AudioFailure) -> TrackTags { TrackTags() }
  }

  private let folder: String
  private let track: String
  private let files: FakeFingerprintProvider

  init() throws {
    let folder = FileManager.default.temporaryDirectory.resolvingSymlinksInPath().appending(
      path: "host-\(UInt64.random(in: 0...(.max)))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let track = folder.appending(path: "a.wav")
    try Data("RIFF".utf8).write(to: track)
    self.folder = folder.path()
    self.track = track.path()
    files = FakeFingerprintProvider([track.path(): .sample()])
  }

  private func host(port: Int = 0, sound: SoundSource? = nil) throws -> WebHost {
    let service = RecommendationService(
      implementation: ImplementationIdentity(name: "test", version: "1"), fingerprints: files,
      profiles: try LiveProfiles(BuiltInProfiles.registry))
    return WebHost(
      service: service,
      library: try TrackLibrary(folders: [folder], tags: NoTags()), access: .unrestricted,
      sound: sound,
      configuration: try WebHostConfiguration(port: port, token: .notNeeded),
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }

  /// Runs a host, and returns its port once it listens.
  private func running(
    _ host: WebHost
  ) async -> (port: Int, task: Task<WebHostProblem?, Never>) {
    let (ports, feed) = AsyncStream<Int>.makeStream()
    let task = Task { () -> WebHostProblem? in
      defer { feed.finish() }
      do throws(WebHostProblem) {
        try await host.run { feed.yield($0) }
        return nil
      } catch {
        return error
      }
    }
    var port = 0
    for await first in ports {
      port = first
      break
    }
    return (port, task)
  }

  /// The ways to end a host.
  enum Ending: String, CaseIterable, Sendable {
    case stop, cancel
  }

  private func end(_ ending: Ending, _ host: WebHost, _ task: Task<WebHostProblem?, Never>) {
    switch ending {
    case .stop: host.stop()
    case .cancel: task.cancel()
    }
  }

  private static func upgrade(_ port: Int) -> String {
    "GET /ws HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
      + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
  }

  @Test(arguments: Ending.allCases)
  func `ending it closes all connections, frees the port and returns`(_ ending: Ending) async throws
  {
    let host = try host()
    let (port, task) = await running(host)
    let idle = try TestSocket(port: port)
    try idle.send("GET /health HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\r\n")
    #expect(try await idle.receive(until: "}}").hasPrefix("HTTP/1.1 200"))
    let half = try TestSocket(port: port)
    try half.send("POST /api/player/load HTTP/1.1\r\nHost: ")
    // The last one to open, because it answers no ping.
    let webSocket = try TestSocket(port: port)
    try webSocket.send(Self.upgrade(port))
    #expect(try await webSocket.receive(until: "\r\n\r\n").hasPrefix("HTTP/1.1 101"))
    end(ending, host, task)
    #expect(await task.value == nil)
    // A close with 1001. On a busy machine, a ping may precede it.
    #expect(try await webSocket.receiveToEnd().suffix(4) == [0x88, 0x02, 0x03, 0xE9])
    #expect(try await idle.receiveToEnd().isEmpty)
    #expect(try await half.receiveToEnd().isEmpty)
    #expect(throws: POSIXError.self) { try TestSocket(port: port) }
    // The next host gets the port.
    let next = try self.host(port: port)
    let (samePort, nextTask) = await running(next)
    #expect(samePort == port)
    next.stop()
    #expect(await nextTask.value == nil)
  }

  @Test(arguments: Ending.allCases)
  func `a running analysis does not delay the end`(_ ending: Ending) async throws {
    let host = try host()
    let (port, task) = await running(host)
    files.hold()
    let socket = try TestSocket(port: port)
    try socket.send(
      "GET /api/player/mastering/recommendation/7?filepath=\(track) HTTP/1.1\r\n"
        + "Host: 127.0.0.1:\(port)\r\n\r\n")
    await files.analysisIsAsked(times: 1)
    end(ending, host, task)
    #expect(await task.value == nil)
    // A whole answer or none.
    let answer = String(decoding: try await socket.receiveToEnd(), as: UTF8.self)
    #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 503"))
    files.release()
  }

  @Test func `audio that takes long to open does not delay files`() async throws {
    let decoder = HeldDecoder()
    let host = try host(sound: SoundSource(decoder: decoder))
    let (port, task) = await running(host)
    let library = try TestSocket(port: port)
    func request(_ target: String) -> String {
      "GET \(target) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\r\n"
    }
    try library.send(
      "POST /api/player/load?track_id=7&track_path=\(track) HTTP/1.1\r\n"
        + "Host: 127.0.0.1:\(port)\r\nContent-Length: 0\r\n\r\n")
    #expect(try await library.receive(until: "}").hasPrefix("HTTP/1.1 200"))
    // More than there are threads for reading files.
    let slow = try (0..<20).map { _ in try TestSocket(port: port) }
    for socket in slow { try socket.send(request("/api/player/stream/7?container=wav")) }
    await decoder.isAsked(times: 4)
    // This ends the wait only if files have to wait as well.
    let rescue = Task {
      try await Task.sleep(for: .seconds(60))
      decoder.release()
    }
    let plain = try TestSocket(port: port)
    try plain.send(request("/api/player/stream/7"))
    #expect(try await plain.receive(until: "RIFF").hasPrefix("HTTP/1.1 200"))
    #expect(decoder.isHeld)
    rescue.cancel()
    decoder.release()
    for socket in slow {
      #expect(try await socket.receive(until: "}").hasPrefix("HTTP/1.1 415"))
    }
    host.stop()
    #expect(await task.value == nil)
  }

  /// Opens nothing until it is released, and then reports that nothing is audio.
  fileprivate final class HeldDecoder: AudioDecoder {
    private let state = Mutex((isHeld: true, asked: 0))
    private let released = DispatchSemaphore(value: 0)
    private let asked = AsyncStream<Void>.makeStream()

    var isHeld: Bool { state.withLock(\.isHeld) }

    func identity(ofFileAt path: String) throws(AudioFailure) -> TrackIdentity {
      throw .notFound(path: path)
    }

    func open(_ path: String) throws(AudioFailure) -> any AudioStream {
      state.withLock { $0.asked += 1 }
      asked.continuation.yield()
      released.wait()
      released.signal()
      throw .unsupportedFormat(path: path, reason: .emptyFile)
    }

    func open(file descriptor: Int32, at path: String) throws(AudioFailure) -> any AudioStream {
      try open(path)
    }

    func isAsked(times: Int) async {
      for await _ in asked.stream where state.withLock({ $0.asked >= times }) { return }
    }

    func release() {
      state.withLock { $0.isHeld = false }
      released.signal()
    }
  }

  @Test func `a host stopped before it runs does not listen`() async throws {
    let host = try host()
    host.stop()
    let (port, task) = await running(host)
    #expect(await task.value == nil)
    #expect(port == 0)
  }

  @Test func `a host stopped while it starts ends`() async throws {
    for _ in 0..<20 {
      let host = try host()
      let task = Task<Void, Never> { try? await host.run() }
      host.stop()
      #expect(await ends(task))
    }
  }

  @Test func `a port in use is a problem, and nothing is left running`() async throws {
    let first = try host()
    let (port, task) = await running(first)
    let second = try host(port: port)
    await #expect(throws: WebHostProblem.self) { try await second.run() }
    first.stop()
    #expect(await task.value == nil)
  }

  @Test func `signal handlers are not changed`() async throws {
    let before = [SIGTERM, SIGINT].map(disposition)
    let host = try host()
    let (_, task) = await running(host)
    #expect([SIGTERM, SIGINT].map(disposition) == before)
    host.stop()
    #expect(await task.value == nil)
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
