import StrictJSON
import Testing

/// Text must be UTF-8 (WS-7; RFC 6455, 8.1).
@Suite(.served(), .serialized) struct WebSocketTextTests {
  private let server: ServeProcess

  init() throws { server = try .shared() }

  private static let wrong: [[UInt8]] = [
    [0xFF], [0x80], [0xC0, 0xAF], [0xC1, 0xBF], [0xE0, 0x80, 0xAF], [0xF0, 0x80, 0x80, 0xAF],
    // Half a surrogate pair; a whole one.
    [0xED, 0xA0, 0x80], [0xED, 0xB0, 0x80], [0xED, 0xA0, 0x80, 0xED, 0xB0, 0x80],
    // Beyond U+10FFFF; five and six bytes.
    [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80],
    [0xFC, 0x84, 0x80, 0x80, 0x80, 0x80],
    // Ended inside a character; a character interrupted by another.
    [0xE2, 0x82], [0xF0, 0x9F, 0x98], [0xC3], [0xE2, 0x82, 0x41], [0x61, 0xC3, 0x28, 0x61],
  ]

  private func end(after frames: [WebSocketFrame]) async throws -> WebSocketConnection.End {
    let socket = try await server.webSocket()
    try await socket.send(frames.flatMap(\.bytes))
    return try await socket.end()
  }

  @Test(arguments: wrong)
  func `a text that is not UTF-8 is refused`(_ bytes: [UInt8]) async throws {
    #expect(try await end(after: [.init(.text, bytes)]) == .closed(code: 1007))
    #expect(
      try await end(after: [.init(.text, Array("before ".utf8) + bytes)]) == .closed(code: 1007))
  }

  @Test(arguments: wrong)
  func `a text split into one-byte parts is refused as well`(_ bytes: [UInt8]) async throws {
    let frames =
      [WebSocketFrame.text("a").opening()]
      + bytes.map { WebSocketFrame(.continuation, [$0]).opening() } + [.init(.continuation)]
    #expect(try await end(after: frames) == .closed(code: 1007))
  }

  @Test(arguments: wrong)
  func `a close reason that is not UTF-8 is refused as well`(_ bytes: [UInt8]) async throws {
    let end = try await end(after: [.close(1000, reason: bytes)])
    #expect([.closed(code: 1007), .closed(code: 1002)].contains(end))
  }

  @Test(arguments: ["\u{E9}", "\u{20AC}", "\u{1F600}", "\u{10FFFF}", "\u{D7FF}\u{E000}"])
  func `a character may be split between parts`(_ text: String) async throws {
    let socket = try await server.webSocket()
    let bytes = Array(text.utf8)
    var frames = [WebSocketFrame(.text, [bytes[0]]).opening()]
    for byte in bytes.dropFirst() {
      frames += [.ping([byte]), WebSocketFrame(.continuation, [byte]).opening()]
    }
    frames += [.init(.continuation), .ping([0])]
    try await socket.send(frames.flatMap(\.bytes))
    for byte in Array(bytes.dropFirst()) + [0] {
      #expect(try await socket.frame() == .answering([byte]))
    }
    socket.close()
  }

  @Test func `a binary message may contain any bytes`() async throws {
    let socket = try await server.webSocket()
    for bytes in Self.wrong { try await socket.send(.init(.binary, bytes)) }
    try await socket.send(.ping([1]))
    #expect(try await socket.frame() == .answering([1]))
    socket.close()
  }
}
