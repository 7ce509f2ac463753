import AudioFixtures
import Foundation
import Testing

/// Files that change while they are streamed (HTTP-10).
@Suite(.takesTurns(at: .server)) struct WebChangingFileTests {
  private let shelf: Shelf

  init() throws { shelf = try Shelf() }

  /// Long enough that most of it is still unsent when the first bytes arrive.
  private static let length: UInt64 = 256 << 20

  /// A file of that length, entirely a hole.
  private func longFile() throws -> String {
    let path = try shelf.add(bytes: [], as: "long.wav")
    try #require(truncate(path, off_t(Self.length)) == 0)
    return path
  }

  /// Requests the stream and reads its head and a little more.
  private func begin(_ server: ServeProcess) async throws -> HTTPConnection {
    let track = freshTrack()
    try await server.load(track, path: shelf.path(of: "long.wav"))
    let connection = try await server.connection(receiveBufferBytes: 1 << 16)
    try await connection.send(server.request("GET", "/api/player/stream/\(track)").bytes)
    let length = try await connection.read { source in
      var length: String?
      while true {
        let line = String(decoding: try source.line(), as: UTF8.self)
        if line.isEmpty { return length }
        if line.lowercased().hasPrefix("content-length: ") { length = String(line.dropFirst(16)) }
      }
    }
    #expect(length == "\(Self.length)")
    _ = try await connection.read { try $0.bytes(1 << 16) }
    return connection
  }

  @Test func `a file that shrinks ends its own stream early, and nothing else`() async throws {
    let path = try longFile()
    try await withServer(shelf) { server in
      let connection = try await begin(server)
      try #require(truncate(path, 1 << 17) == 0)
      // Missing bytes cannot be invented: the connection ends before the stated length.
      let rest = try await connection.read { try $0.count() }
      #expect(rest < Self.length - 1 << 17)
      #expect(try await server.get("/health").status == 200)
    }
  }

  @Test func `a deleted file is streamed to its end`() async throws {
    _ = try longFile()
    try await withServer(shelf) { server in
      let connection = try await begin(server)
      try shelf.remove("long.wav")
      let rest = try await connection.read { try $0.count(upTo: Self.length - 1 << 16) }
      #expect(rest == Self.length - 1 << 16)
    }
  }

  @Test func `a client that disconnects during a stream affects no other`() async throws {
    _ = try longFile()
    try await withServer(shelf) { server in
      for _ in 0..<20 { try await begin(server).close() }
      #expect(try await server.get("/health").status == 200)
    }
  }
}

extension ByteSource {
  /// Counts bytes until the end or the given limit, and discards them.
  fileprivate mutating func count(upTo most: UInt64 = .max) throws -> UInt64 {
    var count: UInt64 = 0
    while try count < most && !isAtEnd() { count += UInt64(try piece().count) }
    return count
  }
}
