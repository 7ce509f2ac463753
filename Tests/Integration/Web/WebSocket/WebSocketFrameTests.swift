import StrictJSON
import Testing

/// Which frames a client may send and which not (WS-6, WS-7, WS-8; RFC 6455, 5).
@Suite(.served(), .serialized) struct WebSocketFrameTests {
  private let server: ServeProcess

  init() throws { server = try .shared() }

  /// How a connection ends after these bytes.
  private func end(after bytes: [UInt8]) async throws -> WebSocketConnection.End {
    let socket = try await server.webSocket()
    try await socket.send(bytes)
    return try await socket.end()
  }

  private func end(after frames: WebSocketFrame...) async throws -> WebSocketConnection.End {
    try await end(after: frames.flatMap(\.bytes))
  }

  /// Whether a connection is unaffected by these bytes: a ping and a close are answered.
  private func isUnmoved(by bytes: [UInt8]) async throws -> Bool {
    let socket = try await server.webSocket()
    try await socket.send(bytes + WebSocketFrame.ping([7]).bytes)
    guard try await socket.frame() == .answering([7]) else { return false }
    try await socket.send(.close(1000))
    return try await socket.end() == .closed(code: 1000)
  }

  // MARK: Ignored messages

  @Test(
    arguments: [
      [.text("hello")], [.text("")], [.text("{\"type\":\"track_loaded\",\"data\":{}}")],
      [.init(.binary)], [.init(.binary, [0, 0xFF, 0xC0])],
      [.text("h").opening(), .init(.continuation)],
      [.init(.binary, [0xC0]).opening(), .init(.continuation, [0xC0])], [.pong([1, 2, 3])],
      [.pong()],
      [.text("\u{10FFFF}\u{0}\u{FFFF}")], [.text(String(repeating: "a", count: 126))],
      [.text(String(repeating: "\u{E9}", count: 32_768))],
    ] as [[WebSocketFrame]])
  func `messages are read and ignored`(_ frames: [WebSocketFrame]) async throws {
    #expect(try await isUnmoved(by: frames.flatMap(\.bytes)))
  }

  @Test(arguments: [[0, 0, 0, 0], [0xFF, 0xFF, 0xFF, 0xFF], [1, 2, 3, 4]] as [[UInt8]])
  func `any mask is accepted`(_ mask: [UInt8]) async throws {
    var frame = WebSocketFrame.text("h\u{E9}llo")
    frame.mask = mask
    #expect(try await isUnmoved(by: frame.bytes))
  }

  @Test func `a message that arrives byte by byte is accepted`() async throws {
    let socket = try await server.webSocket()
    for byte in WebSocketFrame.text("h\u{20AC}llo").bytes + WebSocketFrame.ping([7]).bytes {
      try await socket.send([byte])
    }
    #expect(try await socket.frame() == .answering([7]))
    socket.close()
  }

  // MARK: Pings

  @Test(arguments: [0, 1, 124, 125])
  func `a ping is answered with its bytes`(_ count: Int) async throws {
    let payload = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 7) }
    let socket = try await server.webSocket()
    try await socket.send(.ping(payload))
    #expect(try await socket.frame() == .answering(payload))
    socket.close()
  }

  @Test func `a hundred pings at once are answered in order`() async throws {
    let socket = try await server.webSocket()
    let pings = (0..<100).map { WebSocketFrame.ping([UInt8($0)]) }
    try await socket.send(pings.flatMap(\.bytes))
    for number in 0..<100 { #expect(try await socket.frame() == .answering([UInt8(number)])) }
    socket.close()
  }

  // MARK: Fragments

  @Test func `control frames are accepted between the parts of a message`() async throws {
    let socket = try await server.webSocket()
    try await socket.send(
      .text("a").opening(), .ping([1]), .init(.continuation, [0x62]).opening(), .pong([9]),
      .ping([2]),
      .init(.continuation), .ping([3]))
    for number in 1...3 { #expect(try await socket.frame() == .answering([UInt8(number)])) }
    try await socket.send(.close(1000))
    #expect(try await socket.end() == .closed(code: 1000))
  }

  @Test func `a close between the parts of a message is a close`() async throws {
    #expect(try await end(after: .text("a").opening(), .close(1000)) == .closed(code: 1000))
  }

  @Test func `a message in a thousand parts, some empty, is accepted`() async throws {
    var frames = [WebSocketFrame.text("").opening()]
    for index in 0..<1000 {
      frames.append(.init(.continuation, index % 2 == 0 ? [] : [0x61]).opening())
    }
    frames.append(.init(.continuation))
    #expect(try await isUnmoved(by: frames.flatMap(\.bytes)))
  }

  @Test(
    arguments: [
      [.init(.continuation, [0x61])], [.init(.continuation)],
      [.init(.continuation, [0x61]).opening()],
      // After a complete message.
      [.text("a"), .init(.continuation)],
      [.text("a").opening(), .init(.continuation), .init(.continuation)],
      // A new message inside another.
      [.text("a").opening(), .text("b")], [.text("a").opening(), .init(.binary, [1])],
      [.text("a").opening(), .text("b").opening()],
    ] as [[WebSocketFrame]])
  func `parts out of place break the protocol`(_ frames: [WebSocketFrame]) async throws {
    #expect(try await end(after: frames.flatMap(\.bytes)) == .closed(code: 1002))
  }

  // MARK: Broken frames

  @Test(arguments: [
    WebSocketFrame.text("a").unmasked(), .init(.binary, [1]).unmasked(), .ping([1]).unmasked(),
    .close(1000).unmasked(), .text("").unmasked(), .init(.close).unmasked(), .pong().unmasked(),
    .text("a").opening().unmasked(),
  ])
  func `a frame without a mask breaks the protocol`(_ frame: WebSocketFrame) async throws {
    #expect(try await end(after: frame) == .closed(code: 1002))
  }

  @Test(
    arguments: [1, 2, 3, 4, 5, 6, 7] as [UInt8],
    [.text("a"), .init(.binary, [1]), .ping(), .pong(), .close(1000)] as [WebSocketFrame])
  func `reserved bits break the protocol`(_ bits: UInt8, _ frame: WebSocketFrame) async throws {
    #expect(try await end(after: frame.with(reservedBits: bits)) == .closed(code: 1002))
  }

  @Test func `reserved bits of a later part break the protocol`() async throws {
    let frames = [
      WebSocketFrame.text("a").opening(), .init(.continuation, [0x62]).with(reservedBits: 4),
    ]
    #expect(try await end(after: frames.flatMap(\.bytes)) == .closed(code: 1002))
  }

  @Test(arguments: [3, 4, 5, 6, 7, 11, 12, 13, 14, 15] as [UInt8])
  func `an unknown kind of frame breaks the protocol`(_ number: UInt8) async throws {
    for payload in [[], [1]] as [[UInt8]] {
      #expect(
        try await end(after: .init(.init(number: number), payload)) == .closed(code: 1002))
    }
  }

  @Test(arguments: [WebSocketFrame.ping([1]), .pong(), .close(1000), .init(.close)])
  func `a control frame in parts breaks the protocol`(_ frame: WebSocketFrame) async throws {
    #expect(try await end(after: frame.opening()) == .closed(code: 1002))
  }

  @Test(arguments: [WebSocketFrame.Opcode.ping, .pong, .close], [126, 200, 65_536])
  func `a control frame of more than 125 bytes breaks the protocol`(
    _ opcode: WebSocketFrame.Opcode, _ count: Int
  ) async throws {
    let payload = [0x03, 0xE8] + [UInt8](repeating: 0x61, count: count - 2)
    #expect(try await end(after: .init(opcode, payload)) == .closed(code: 1002))
  }

  @Test(arguments: [
    WebSocketFrame.text("a").declaring(.in64Bits(1 << 63)),
    .text("a").declaring(.in64Bits(.max)), .text("a").declaring(.in64Bits(1 << 40)),
    .text("a").declaring(.in64Bits(UInt64(Int32.max))),
    .init(.binary).declaring(.in64Bits(1 << 32)),
    .ping().declaring(.in64Bits(1 << 33)),
  ])
  func `an absurd length is refused before its bytes`(
    _ frame: WebSocketFrame
  ) async throws {
    // Nothing more is sent: a server that waited for the rest would never answer.
    let end = try await end(after: frame)
    #expect([.closed(code: 1002), .closed(code: 1009)].contains(end))
  }

  @Test(arguments: [
    WebSocketFrame.text("a").declaring(.in16Bits(1)), .text("a").declaring(.in64Bits(1)),
    .text(String(repeating: "a", count: 200)).declaring(.in64Bits(200)),
  ])
  func `a length in a longer form than needed is accepted or refused`(_ frame: WebSocketFrame)
    async throws
  {
    let socket = try await server.webSocket()
    try await socket.send(frame.bytes + WebSocketFrame.close(1000).bytes)
    let end = try await socket.end()
    #expect([.closed(code: 1000), .closed(code: 1002)].contains(end))
  }

  @Test func `bytes that are not frames break the protocol`() async throws {
    // Long enough that the frame it resembles is complete.
    let words = String(repeating: "GET / HTTP/1.1\r\n", count: 10)
    #expect(try await end(after: Array(words.utf8)) == .closed(code: 1002))
    // These could also be a frame that is too long.
    let end = try await end(after: [UInt8](repeating: 0xFF, count: 1000))
    #expect([.closed(code: 1002), .closed(code: 1009)].contains(end))
  }

  // MARK: Size

  @Test(arguments: [WebSocketFrame.Opcode.text, .binary], [65_535, 65_536])
  func `a message of 64 KiB is read`(
    _ opcode: WebSocketFrame.Opcode, _ count: Int
  ) async throws {
    #expect(try await isUnmoved(by: message(opcode, count, parts: 1)))
    #expect(try await isUnmoved(by: message(opcode, count, parts: 7)))
  }

  @Test(arguments: [WebSocketFrame.Opcode.text, .binary], [65_537, 131_072, 1 << 20])
  func `a larger one is too large`(_ opcode: WebSocketFrame.Opcode, _ count: Int) async throws {
    #expect(try await end(after: message(opcode, count, parts: 1)) == .closed(code: 1009))
    #expect(try await end(after: message(opcode, count, parts: 7)) == .closed(code: 1009))
  }

  @Test func `a message that grows endlessly is too large`() async throws {
    let socket = try await server.webSocket()
    let part = WebSocketFrame(.continuation, [UInt8](repeating: 0x61, count: 1024)).opening().bytes
    try await socket.send(WebSocketFrame.text("a").opening().bytes)
    for _ in 0..<100 { try await socket.send(part) }
    #expect(try await socket.end() == .closed(code: 1009))
  }

  /// A message of this many bytes in this many frames.
  private func message(_ opcode: WebSocketFrame.Opcode, _ count: Int, parts: Int) -> [UInt8] {
    let payload = [UInt8](repeating: 0x61, count: count)
    let size = (count + parts - 1) / parts
    let frames = stride(from: 0, to: count, by: size).map { start in
      let end = min(start + size, count)
      let frame = WebSocketFrame(start == 0 ? opcode : .continuation, Array(payload[start..<end]))
      return end < count ? frame.opening() : frame
    }
    return frames.flatMap(\.bytes)
  }

  // MARK: Disconnects

  @Test(
    arguments: [
      [0x81], [0x81, 0x85], [0x81, 0x85, 1, 2, 3], [0x81, 0x85, 1, 2, 3, 4, 0x61], [0x81, 0xFE, 0],
      [0x81, 0xFF, 0, 0, 0], [0x01, 0x81, 1, 2, 3, 4, 0x61], [],
    ] as [[UInt8]])
  func `a client that disconnects within a frame is dropped`(_ bytes: [UInt8]) async throws {
    let socket = try await server.webSocket()
    try await socket.send(bytes)
    socket.endSending()
    // No client is left; a close frame may still be sent.
    let end = try await socket.end()
    #expect(end == .dropped || end == .closed(code: 1002) || end == .closed(code: 1000))
  }

  @Test func `after the first broken frame nothing is read`() async throws {
    let socket = try await server.webSocket()
    try await socket.send(
      WebSocketFrame.text("a").with(reservedBits: 4).bytes + WebSocketFrame.ping([1]).bytes)
    #expect(try await socket.frame()?.closeCode == 1002)
    #expect(try await socket.frame() == nil)
  }
}
