import AudioFixtures
import Foundation
import StrictJSON
import Testing

/// The server's shutdown: orderly, with status 0, within 2 s, whatever is open.
@Suite(.serialized, .takesTurns(at: .server)) struct WebShutdownTests {
  private let shelf: Shelf

  init() throws {
    shelf = try Shelf()
    try shelf.add(noise: "one.wav")
  }

  private func start() async throws -> ServeProcess {
    try await ServeProcess([shelf.path, "--port", "0", "--no-cache"], shelf: shelf)
  }

  private static let signals = [SIGTERM, SIGINT]

  @Test(arguments: signals)
  func `it ends with 0 when there are no clients`(_ signal: Int32) async throws {
    let server = try await start()
    #expect(await server.stop(with: signal) < ServeProcess.endingTime)
  }

  @Test(arguments: signals)
  func `a socket is closed with 1001`(_ signal: Int32) async throws {
    let server = try await start()
    var sockets: [WebSocketConnection] = []
    for _ in 0..<10 { sockets.append(try await server.webSocket()) }
    try await server.load(freshTrack(), path: shelf.path(of: "one.wav"))
    #expect(await server.stop(with: signal) < ServeProcess.endingTime)
    for socket in sockets { #expect(try await socket.end() == .closed(code: 1001)) }
  }

  @Test func `a socket that answers the close does not delay the shutdown`() async throws {
    let server = try await start()
    let socket = try await server.webSocket()
    async let duration = server.stop()
    while let frame = try await socket.frame() {
      if frame.opcode == .close { try await socket.send(.close(1001)) }
    }
    #expect(await duration < ServeProcess.endingTime)
  }

  /// What can be open, and how it is opened.
  enum Opening: String, CaseIterable, Sendable {
    case nothing, idle, halfTarget, halfHead, halfBody, halfChunk, socket, unreadSocket, halfFrame
    case unreadStream
  }

  @Test(arguments: Opening.allCases)
  func `nothing that is open delays the shutdown`(_ opening: Opening) async throws {
    let server = try await start()
    let kept = try await open([opening], on: server)
    #expect(await server.stop() < ServeProcess.endingTime)
    withExtendedLifetime(kept) {}
  }

  @Test func `fifty of each, all at once, do not delay the shutdown`() async throws {
    let server = try await start()
    let all = (0..<50).flatMap { _ in Opening.allCases }
    let kept = try await open(all, on: server)
    #expect(await server.stop() < ServeProcess.endingTime)
    withExtendedLifetime(kept) {}
  }

  @Test func `a socket too full for the close frame does not delay the shutdown`() async throws {
    let server = try await ServeProcess(
      [
        shelf.path, "--port", "0", "--no-cache", "--profiles", try await shelf.longWindedProfiles(),
      ], shelf: shelf)
    let reader = try await server.webSocket()
    let sleeper = try await server.webSocket(receiveBufferBytes: 4096)
    for _ in 0..<300 {
      let track = freshTrack()
      try await server.load(track, path: shelf.path(of: "one.wav"))
      _ = try await reader.story(ofTrack: track)
    }
    #expect(await server.stop() < ServeProcess.endingTime)
    #expect(try await reader.end() == .closed(code: 1001))
    sleeper.close()
  }

  @Test func `a running analysis does not delay the shutdown, and waiting clients are answered`()
    async throws
  {
    // A minute and a half in eight channels at the highest rate: several seconds of work.
    try shelf.addLongHaul("long.wav")
    let server = try await start()
    let socket = try await server.webSocket()
    let track = freshTrack()
    try await server.load(track, path: shelf.path(of: "long.wav"))
    let waiting = try await server.connection()
    try await waiting.send(
      server.request("GET", "/api/player/mastering/recommendation/\(track)").bytes)
    // The analysis has started.
    #expect(try await socket.message()["type"] == "track_loaded")
    #expect(await server.stop() < ServeProcess.endingTime)
    // A whole answer or none; `answers` ends when the connection is closed.
    let answers = try await waiting.answers()
    #expect(answers.count <= 1)
    #expect(answers.allSatisfy { [200, 503].contains($0.status) })
    while let frame = try await socket.frame() {
      if frame.opcode == .close { break }
      _ = try JSON.parse(frame.payload)
    }
  }

  @Test func `shutdown does not wait for the library scan`() async throws {
    for index in 0..<500 { try shelf.add(noise: "\(index).wav", frames: 10) }
    let server = try await start()
    #expect(await server.stop() < ServeProcess.endingTime)
  }

  @Test func `the port is free for the next server at once`() async throws {
    let first = try await start()
    let socket = try await first.webSocket()
    _ = try await first.get("/health")
    await first.stop()
    let second = try await ServeProcess(
      [shelf.path, "--port", "\(first.port)", "--no-cache"], shelf: shelf)
    #expect(second.port == first.port)
    #expect(try await second.get("/health").status == 200)
    await second.stop()
    socket.close()
  }

  @Test func `no new client is accepted`() async throws {
    let server = try await start()
    await server.stop()
    await #expect(throws: Socket.Failure.self) { try await HTTPConnection(port: server.port) }
  }

  /// Opens connections and leaves them open.
  private func open(
    _ openings: [Opening], on server: ServeProcess
  ) async throws -> [any Sendable] {
    let stream = freshTrack()
    let path = shelf.path(of: "huge.wav")
    if openings.contains(.unreadStream) {
      try shelf.add(bytes: [], as: "huge.wav")
      try #require(truncate(path, 1 << 28) == 0)
      try await server.load(stream, path: path)
    }
    var kept: [any Sendable] = []
    for opening in openings {
      switch opening {
      case .socket: kept.append(try await server.webSocket())
      case .unreadSocket:
        let socket = try await server.webSocket(receiveBufferBytes: 4096)
        kept.append(socket)
      case .halfFrame:
        let socket = try await server.webSocket()
        try await socket.send(Array(WebSocketFrame.text("hello").bytes.dropLast(2)))
        kept.append(socket)
      default:
        let connection = try await server.connection(receiveBufferBytes: 4096)
        try await connection.send(bytes(for: opening, stream: stream, server))
        if opening == .idle { #expect(try await connection.answer().status == 200) }
        kept.append(connection)
      }
    }
    // The server has seen the bytes above: this request came later and is answered.
    #expect(try await server.get("/health").status == 200)
    return kept
  }

  private func bytes(for opening: Opening, stream: Int, _ server: ServeProcess) -> [UInt8] {
    let post = "POST /api/player/load HTTP/1.1\r\nHost: \(server.host)\r\n"
    return switch opening {
    case .idle: server.request("GET", "/health").bytes
    case .halfTarget: Array("GET /hea".utf8)
    case .halfHead: Array("GET /health HTTP/1.1\r\nHost: ".utf8)
    case .halfBody: Array("\(post)Content-Length: 100\r\n\r\n{".utf8)
    case .halfChunk: Array("\(post)Transfer-Encoding: chunked\r\n\r\n10\r\n{".utf8)
    case .unreadStream: server.request("GET", "/api/player/stream/\(stream)").bytes
    default: []
    }
  }
}

extension Shelf {
  /// Adds a recording that takes seconds to analyse: 90 s of silence in 8 channels at 384 kHz,
  /// nearly all of it holes.
  fileprivate func addLongHaul(_ name: String) throws {
    let frames = 90 * 384_000
    var layout = WAVLayout(encoding: .integer16, sampleRateHz: 384_000, channelCount: 8)
    layout.sizes = .dataBytes(UInt32(16 * frames))
    let header = layout.bytes(of: AudioClip(sampleRateHz: 384_000, channels: [[], []]))
    let path = try add(bytes: header, as: name)
    guard truncate(path, off_t(header.count + 16 * frames)) == 0 else {
      throw FixtureFailure.system(call: "truncate", path: path, code: errno)
    }
  }
}
