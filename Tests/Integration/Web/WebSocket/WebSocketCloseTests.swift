import StrictJSON
import Testing

/// How a WebSocket ends (WS-7; RFC 6455, 7).
@Suite(.served(), .serialized) struct WebSocketCloseTests {
  private let server: ServeProcess

  init() throws { server = try .shared() }

  private func end(after bytes: [UInt8]) async throws -> WebSocketConnection.End {
    let socket = try await server.webSocket()
    try await socket.send(bytes)
    return try await socket.end()
  }

  @Test func `a close without a code is answered with 1000, or without one`() async throws {
    let end = try await end(after: WebSocketFrame(.close).bytes)
    #expect([.closed(code: 1000), .closed(code: nil)].contains(end))
  }

  @Test func `a close with 1000 is answered with 1000`() async throws {
    #expect(try await end(after: WebSocketFrame.close(1000).bytes) == .closed(code: 1000))
    let reason = [UInt8](repeating: 0x61, count: 123)
    #expect(
      try await end(after: WebSocketFrame.close(1000, reason: reason).bytes) == .closed(code: 1000))
  }

  @Test(
    arguments: [1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999] as [UInt16])
  func `a close with a valid code is answered`(_ code: UInt16) async throws {
    let end = try await end(after: WebSocketFrame.close(code).bytes)
    #expect([.closed(code: Int(code)), .closed(code: 1000)].contains(end))
  }

  @Test(
    arguments: [0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535] as [UInt16]
  )
  func `a close with an invalid code breaks the protocol`(_ code: UInt16) async throws {
    #expect(try await end(after: WebSocketFrame.close(code).bytes) == .closed(code: 1002))
  }

  @Test func `a close with half a code breaks the protocol`() async throws {
    #expect(try await end(after: WebSocketFrame(.close, [0x03]).bytes) == .closed(code: 1002))
  }

  @Test(
    arguments: [
      [.text("a")], [.ping([1])], [.close(1001)], [.text("a").with(reservedBits: 7)],
      [.init(.binary, [UInt8](repeating: 0, count: 1 << 17))],
    ] as [[WebSocketFrame]])
  func `anything after a close is ignored`(_ frames: [WebSocketFrame]) async throws {
    let bytes = ([.close(1000)] + frames).flatMap(\.bytes)
    #expect(try await end(after: bytes) == .closed(code: 1000))
  }

  @Test func `a client that disconnects without a close affects no other`() async throws {
    for _ in 0..<50 { try await server.webSocket().close() }
    #expect(try await server.get("/health").status == 200)
  }
}
