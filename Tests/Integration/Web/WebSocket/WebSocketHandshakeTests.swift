import StrictJSON
import Testing

/// How a WebSocket begins (WS-1; RFC 6455, 4).
@Suite(.served(), .serialized) struct WebSocketHandshakeTests {
  private let server: ServeProcess

  init() throws { server = try .shared() }

  /// The fields of a valid handshake, with replacements; nil removes a field.
  private func handshake(
    _ changes: [String: String?], method: String = "GET", version: String = "HTTP/1.1"
  ) -> HTTPRequest {
    var request = server.upgrade()
    request.method = method
    request.version = version
    for (name, value) in changes {
      request.fields.removeAll { $0.name == name }
      if let value { request.fields.append(HTTPField(name, value)) }
    }
    return request
  }

  @Test func `a valid handshake is accepted`() async throws {
    // `webSocket()` checks the key and the response.
    let socket = try await server.webSocket()
    try await socket.send(.close(1000))
    #expect(try await socket.end() == .closed(code: 1000))
  }

  @Test(arguments: [
    ["Upgrade": "WebSocket"], ["Upgrade": "h2c, websocket"], ["Connection": "keep-alive, Upgrade"],
    ["Connection": "upgrade"], ["Sec-WebSocket-Extensions": "permessage-deflate"],
    ["Sec-WebSocket-Protocol": "chat, other"],
    ["Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA=="],
    ["Sec-WebSocket-Version": " 13 "],
  ])
  func `a handshake in a different notation is accepted`(_ changes: [String: String]) async throws {
    let answer = try await server.answer(handshake(changes))
    #expect(answer.status == 101)
    // The offered extension and subprotocols are not selected.
    #expect(answer["Sec-WebSocket-Extensions"] == nil)
    #expect(answer["Sec-WebSocket-Protocol"] == nil)
  }

  @Test(arguments: [
    ["Upgrade": nil], ["Upgrade": "h2c"], ["Upgrade": "websockets"], ["Connection": nil],
    ["Connection": "keep-alive"], ["Upgrade": nil, "Connection": nil, "Sec-WebSocket-Key": nil],
  ])
  func `a request without an upgrade is told that this is a WebSocket`(
    _ changes: [String: String?]
  ) async throws {
    let answer = try await server.answer(handshake(changes))
    #expect(answer.status == 426)
    #expect(answer.fields.values("Upgrade").first?.lowercased() == "websocket")
    #expect(answer.errorCode == "bad_request")
  }

  @Test(arguments: ["8", "7", "0", "14", "1.3", "x", "", "13, 8", "213", "+13", "013"])
  func `another version gets the supported one`(_ version: String) async throws {
    let answer = try await server.answer(handshake(["Sec-WebSocket-Version": version]))
    #expect(answer.status == 426)
    #expect(answer["Sec-WebSocket-Version"] == "13")
  }

  @Test(arguments: [
    nil, "", "short", "dGhlIHNhbXBsZSBub25jZQ", "dGhlIHNhbXBsZSBub25jZSE=",
    "dGhlIHNhbXBsZSBub25jZQ===",
    "dGhlIHNhbXBsZSBub25jZSEhISEhISEhISE=", "!!!!!!!!!!!!!!!!!!!!!!==", "dGhlIHNhbXBsZSBub25j ZQ==",
  ])
  func `a key that is not sixteen bytes is refused`(_ key: String?) async throws {
    let answer = try await server.answer(handshake(["Sec-WebSocket-Key": key]))
    #expect(answer.status == 400)
    #expect(answer.errorCode == "bad_request")
  }

  @Test func `two keys are refused`() async throws {
    var request = server.upgrade()
    request.fields.append(HTTPField("Sec-WebSocket-Key", WebSocketConnection.key))
    #expect(try await server.answer(request).status == 400)
  }

  @Test func `a missing version is refused`() async throws {
    let answer = try await server.answer(handshake(["Sec-WebSocket-Version": nil]))
    #expect(answer.status == 426)
    #expect(answer["Sec-WebSocket-Version"] == "13")
  }

  @Test(arguments: ["POST", "PUT", "DELETE", "OPTIONS"])
  func `only GET opens a WebSocket`(_ method: String) async throws {
    let answer = try await server.answer(handshake([:], method: method))
    #expect(answer.status == 405)
    #expect(answer["Allow"]?.contains("GET") == true)
  }

  @Test func `HEAD does not open a WebSocket`() async throws {
    let answer = try await server.answer(handshake([:], method: "HEAD"))
    #expect(answer.status == 426)
  }

  @Test func `HTTP/1.0 does not open a WebSocket`() async throws {
    let answer = try await server.answer(handshake([:], version: "HTTP/1.0"))
    #expect(answer.status == 400)
  }

  // The request is answered as if it had not asked for another protocol (RFC 9110, section 7.8).
  @Test(arguments: [
    ("/", 200), ("/health", 200), ("/api/tracks", 200), ("/ws/", 404), ("/ws/x", 404), ("/WS", 404),
  ])
  func `no other path opens a WebSocket`(_ target: String, _ status: Int) async throws {
    let answer = try await server.answer(server.upgrade(target: target))
    #expect(answer.status == status)
  }

  @Test func `an unknown query parameter is refused`() async throws {
    let answer = try await server.answer(server.upgrade(target: "/ws?x=1"))
    #expect(answer.status == 400)
  }

  @Test func `bytes right after the handshake are frames`() async throws {
    let connection = try await server.connection()
    try await connection.send(
      server.upgrade().bytes + WebSocketFrame.ping([1]).bytes + WebSocketFrame.text("hello").bytes
        + WebSocketFrame.ping([2]).bytes)
    let socket = try await WebSocketConnection(connection)
    #expect(try await socket.frame() == .answering([1]))
    #expect(try await socket.frame() == .answering([2]))
    try await socket.send(.close(1000))
    #expect(try await socket.end() == .closed(code: 1000))
  }

  @Test func `a handshake that arrives byte by byte is accepted`() async throws {
    let connection = try await server.connection()
    for byte in server.upgrade().bytes + WebSocketFrame.ping([1]).bytes {
      try await connection.send([byte])
    }
    let socket = try await WebSocketConnection(connection)
    #expect(try await socket.frame() == .answering([1]))
    socket.close()
  }

  @Test func `a handshake may follow other requests`() async throws {
    let connection = try await server.connection()
    try await connection.send(server.request("GET", "/health").bytes)
    #expect(try await connection.answer().status == 200)
    try await connection.send(server.upgrade().bytes + WebSocketFrame.ping([1]).bytes)
    let socket = try await WebSocketConnection(connection)
    #expect(try await socket.frame() == .answering([1]))
    try await socket.send(.close(1000))
    #expect(try await socket.end() == .closed(code: 1000))
  }

  @Test func `a handshake that arrives with earlier requests waits for their answers`()
    async throws
  {
    let connection = try await server.connection()
    let health = server.request("GET", "/health").bytes
    try await connection.send(
      health + health + server.upgrade().bytes + WebSocketFrame.ping([1]).bytes)
    #expect(try await connection.answer().status == 200)
    #expect(try await connection.answer().status == 200)
    let socket = try await WebSocketConnection(connection)
    #expect(try await socket.frame() == .answering([1]))
    socket.close()
  }

  @Test func `a handshake with a body does not open a WebSocket`() async throws {
    var request = server.upgrade([HTTPField("Content-Length", "5")])
    request.body = Array("hello".utf8)
    let answer = try await server.answer(request)
    #expect(answer.status == 400)
  }

  @Test func `a client that disconnects within the handshake affects no other`() async throws {
    let bytes = server.upgrade().bytes
    for count in stride(from: 0, to: bytes.count, by: 17) {
      let connection = try await server.connection()
      try await connection.send(Array(bytes.prefix(count)))
      connection.close()
    }
    #expect(try await server.get("/health").status == 200)
  }
}

extension WebSocketFrame {
  /// The pong to a ping, as a server sends it.
  static func answering(_ payload: [UInt8]) -> WebSocketFrame { pong(payload).unmasked() }
}
