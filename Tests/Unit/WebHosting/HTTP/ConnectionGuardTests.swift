import Foundation
import NIOCore
import NIOEmbedded
import NIOHTTP1
import Testing

@testable import WebHosting

/// A connection whose bytes and clock the test controls.
private struct Wire {
  let channel: EmbeddedChannel

  init(_ places: ConnectionPlaces? = nil) throws {
    channel = EmbeddedChannel()
    let guardian = ConnectionGuard(places?.enter(channel)) { head, _ in head.uri == "/ws" }
    guardian.beginWebSocket = { _, context in
      context.writeAndFlush(
        NIOAny(
          HTTPServerResponsePart.head(.init(version: .http1_1, status: .switchingProtocols))),
        promise: nil)
    }
    try channel.pipeline.syncOperations.addHandlers([
      HTTPResponseEncoder(), ByteWatch(for: guardian),
      ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .forwardBytes)), guardian,
    ])
    try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
  }

  func send(_ text: String) throws { try channel.writeInbound(ByteBuffer(string: text)) }

  /// The bytes sent to the client since the last call.
  func answers() throws -> String {
    var text = ""
    while let bytes = try channel.readOutbound(as: ByteBuffer.self) {
      text += String(buffer: bytes)
    }
    return text
  }

  /// The request parts that were let through since the last call.
  func requests() throws -> [HTTPServerRequestPart] {
    var parts: [HTTPServerRequestPart] = []
    while let part = try channel.readInbound(as: HTTPServerRequestPart.self) { parts.append(part) }
    return parts
  }

  func answer(_ fields: HTTPHeaders = ["content-length": "0"]) throws {
    channel.write(
      HTTPServerResponsePart.head(.init(version: .http1_1, status: .ok, headers: fields)),
      promise: nil)
    try channel.writeOutbound(HTTPServerResponsePart.end(nil))
  }

  func pass(_ seconds: Int64) { channel.embeddedEventLoop.advanceTime(by: .seconds(seconds)) }
}

private let requestWithBody = "POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 2\r\n\r\n{}"
private let request = "GET / HTTP/1.1\r\nHost: here\r\n\r\n"

@Suite struct ConnectionGuardTests {
  /// Whether a connection gives way when another of its address needs a place.
  private func givesWay(after use: (Wire) throws -> Void) throws -> Bool {
    let places = ConnectionPlaces(limit: 2)
    let wire = try Wire(places)
    try use(wire)
    let other = try Wire(places)
    wire.channel.embeddedEventLoop.run()
    defer { withExtendedLifetime(other) {} }
    return !wire.channel.isActive
  }

  @Test func `only a complete request that is being answered keeps its connection`() throws {
    let (head, body) = ("POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 2\r\n\r\n", "{}")
    #expect(try givesWay { _ in })
    #expect(try givesWay { try $0.send(head) })
    #expect(try givesWay { try $0.send(head + "{") })
    #expect(try !givesWay { try $0.send(head + body) })
    #expect(try !givesWay { try $0.send(request) })
    #expect(try !givesWay { try $0.send(request + head) })
    // After its answer it waits for the next one, also if that one has begun.
    for rest in ["", head, head + "{"] {
      #expect(
        try givesWay {
          try $0.send(request + rest)
          try $0.answer()
        })
    }
    // An answer may come before the body.
    #expect(
      try givesWay {
        try $0.send(head)
        try $0.answer()
        try $0.send(body)
      })
  }

  @Test func `a request is let through, and the connection stays open for the next`() throws {
    let wire = try Wire()
    for _ in 0..<3 {
      try wire.send(request)
      #expect(try wire.requests().count == 2)
      try wire.answer()
      #expect(try wire.answers().hasPrefix("HTTP/1.1 200"))
    }
    #expect(wire.channel.isActive)
  }

  @Test func `a head that arrives byte by byte has ten seconds`() throws {
    let wire = try Wire()
    for letter in "GET / HT" {
      try wire.send(String(letter))
      wire.pass(1)
    }
    #expect(wire.channel.isActive)
    wire.pass(2)
    #expect(!wire.channel.isActive)
  }

  @Test func `a body that arrives byte by byte has thirty seconds`() throws {
    let wire = try Wire()
    try wire.send("POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 100\r\n\r\n")
    for _ in 0..<29 {
      try wire.send("a")
      wire.pass(1)
    }
    #expect(wire.channel.isActive)
    wire.pass(1)
    #expect(!wire.channel.isActive)
  }

  @Test func `an idle connection is closed after 75 seconds`() throws {
    let first = try Wire()
    first.pass(74)
    #expect(first.channel.isActive)
    first.pass(1)
    #expect(!first.channel.isActive)
    let second = try Wire()
    second.pass(50)
    try second.send(request)
    try second.answer()
    second.pass(74)
    #expect(second.channel.isActive)
    second.pass(1)
    #expect(!second.channel.isActive)
  }

  @Test func `a connection stays open as long after a request with a body`() throws {
    let wire = try Wire()
    try wire.send(requestWithBody)
    try wire.answer()
    wire.pass(74)
    #expect(wire.channel.isActive)
    wire.pass(1)
    #expect(!wire.channel.isActive)
  }

  @Test(arguments: [request, requestWithBody])
  func `a slow answer is waited for`(_ request: String) throws {
    let wire = try Wire()
    try wire.send(request)
    wire.pass(1000)
    #expect(wire.channel.isActive)
    try wire.answer()
    #expect(try wire.answers().hasPrefix("HTTP/1.1 200"))
  }

  @Test func `a refused request is answered, and nothing after it is read`() throws {
    let wire = try Wire()
    try wire.send("GET / HTTP/1.1\r\n\r\n" + request)
    #expect(try wire.requests().isEmpty)
    let answers = try wire.answers()
    #expect(answers.hasPrefix("HTTP/1.1 400"))
    #expect(answers.contains("connection: close"))
    #expect(answers.contains(#""code":"bad_request""#))
    #expect(answers.components(separatedBy: "HTTP/1.1 400").count == 2)
    #expect(!answers.contains("HTTP/1.1 200"))
  }

  @Test(arguments: [
    "rubbish\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET / HTTP/1.1\r\nHost : x\r\n\r\n",
  ])
  func `anything that is not HTTP is answered with 400`(_ text: String) throws {
    let wire = try Wire()
    try wire.send(text)
    #expect(try wire.answers().hasPrefix("HTTP/1.1 400"))
    wire.pass(1)
    #expect(!wire.channel.isActive)
  }

  @Test func `a refusal waits for the answers before it`() throws {
    let wire = try Wire()
    try wire.send(request + "GET / HTTP/1.1\r\n\r\n")
    #expect(try wire.answers() == "")
    try wire.answer()
    let answers = try wire.answers()
    let first = try #require(answers.range(of: "HTTP/1.1 200"))
    let second = try #require(answers.range(of: "HTTP/1.1 400"))
    #expect(first.lowerBound < second.lowerBound)
  }

  @Test(arguments: [
    "GET / HTTP/1.0\r\n\r\n", "GET / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n",
  ])
  func `a client that wants a single answer gets it, and then the end`(_ text: String) throws {
    let wire = try Wire()
    // Bytes after the request are not read.
    try wire.send(text + request)
    #expect(try wire.requests().count == 2)
    try wire.answer()
    #expect(try wire.answers().contains("connection: close"))
    wire.pass(1)
    #expect(!wire.channel.isActive)
  }

  @Test func `an answer that announces the end is the last one`() throws {
    let wire = try Wire()
    try wire.send("POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 9\r\n\r\nabc")
    _ = try wire.requests()
    try wire.answer(["content-length": "0", "connection": "close"])
    #expect(try wire.answers().contains("connection: close"))
    wire.pass(1)
    #expect(!wire.channel.isActive)
  }

  @Test(arguments: ["x\r\n", "-1\r\n", "5\r\nabcdefgh\r\n"])
  func `a body that breaks off is refused, and the answer to it is dropped`(
    _ chunk: String
  ) throws {
    let wire = try Wire()
    try wire.send("POST / HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\n")
    // The body's reader gets an error, so it cannot mistake the body for complete.
    #expect(throws: HTTPParserError.self) {
      try wire.send(chunk)
      try wire.channel.throwIfErrorCaught()
    }
    #expect(try wire.answers().hasPrefix("HTTP/1.1 400"))
    wire.channel.write(
      HTTPServerResponsePart.head(.init(version: .http1_1, status: .ok)), promise: nil)
    wire.channel.flush()
    #expect(try wire.answers() == "")
  }

  @Test func `a client that disconnects in the middle of a body is refused`() throws {
    let wire = try Wire()
    try wire.send("POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 9\r\n\r\nabc")
    wire.channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
    #expect(throws: (any Error).self) { try wire.channel.throwIfErrorCaught() }
    #expect(try wire.answers().hasPrefix("HTTP/1.1 400"))
  }

  @Test func `the start of a following request also has ten seconds`() throws {
    let wire = try Wire()
    try wire.send(request + "GET / HT")
    try wire.answer()
    wire.pass(11)
    #expect(!wire.channel.isActive)
  }

  private static let upgrade =
    "GET /ws HTTP/1.1\r\nHost: here\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"

  @Test func `an upgrade that is not accepted is an ordinary request, and the last one`() throws {
    let wire = try Wire()
    try wire.send(Self.upgrade.replacing("/ws", with: "/"))
    guard case .head(let head) = try wire.requests().first else {
      Issue.record("nothing came through")
      return
    }
    #expect(!head.headers.contains(name: "upgrade"))
    try wire.answer()
    #expect(try wire.answers().contains("connection: close"))
  }

  @Test(arguments: 0..<3)
  func `an upgrade is accepted after any number of requests`(_ before: Int) throws {
    let wire = try Wire()
    for _ in 0..<before {
      try wire.send(request)
      #expect(try wire.requests().count == 2)
      try wire.answer()
      _ = try wire.answers()
    }
    try wire.send(Self.upgrade)
    #expect(try wire.requests().isEmpty)
    #expect(try wire.answers().hasPrefix("HTTP/1.1 101"))
    // It is no longer an HTTP connection, and HTTP's time limits no longer apply.
    wire.pass(1000)
    #expect(wire.channel.isActive)
  }

  @Test func `an upgrade waits for the answers before it`() throws {
    let wire = try Wire()
    // Frames arrive with it.
    try wire.send(request + request + Self.upgrade + "\u{1}")
    #expect(try wire.requests().count == 4)
    try wire.answer()
    #expect(try !wire.answers().contains("HTTP/1.1 101"))
    try wire.answer()
    let answers = try wire.answers()
    let last = try #require(answers.range(of: "HTTP/1.1 200"))
    let upgraded = try #require(answers.range(of: "HTTP/1.1 101"))
    #expect(last.lowerBound < upgraded.lowerBound)
  }

  @Test func `an upgrade that is waiting when the server shuts down is refused`() throws {
    let wire = try Wire()
    try wire.send(request + Self.upgrade)
    wire.channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
    try wire.answer()
    let answers = try wire.answers()
    #expect(answers.contains("HTTP/1.1 200"))
    #expect(answers.contains("HTTP/1.1 503"))
    #expect(!answers.contains("HTTP/1.1 101"))
    wire.pass(1)
    #expect(!wire.channel.isActive)
  }

  @Test func `at shutdown, idle connections are closed at once`() throws {
    let idle = try Wire()
    idle.channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
    #expect(!idle.channel.isActive)
    let half = try Wire()
    try half.send("GET / HT")
    half.channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
    #expect(!half.channel.isActive)
  }

  @Test func `at shutdown, a pending request is answered`() throws {
    let wire = try Wire()
    try wire.send(request)
    wire.channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
    #expect(wire.channel.isActive)
    try wire.answer()
    #expect(try wire.answers().contains("connection: close"))
    wire.pass(1)
    #expect(!wire.channel.isActive)
  }
}
