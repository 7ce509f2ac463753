import Testing

/// The clients that these tests use: they parse strictly and report what is wrong.
@Suite struct WebClientTests {
  private func answer(_ text: String, to method: String = "GET") throws -> HTTPAnswer {
    var source = ByteSource(Array(text.utf8))
    return try HTTPAnswer(from: &source, to: method)
  }

  // MARK: HTTP

  @Test func `an answer is read to its length and no further`() throws {
    var source = ByteSource(
      Array("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX: a b \r\n\r\nhiHTTP/1.1 404 No\r\n".utf8))
    let answer = try HTTPAnswer(from: &source)
    #expect(answer.status == 200)
    #expect(answer["x"] == "a b")
    #expect(answer.text == "hi")
    #expect(try source.line() == Array("HTTP/1.1 404 No".utf8))
  }

  @Test func `chunks are put together`() throws {
    let answer = try answer(
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n"
    )
    #expect(answer.text == "abc0123456789")
  }

  @Test(arguments: ["HEAD", "GET"])
  func `an answer without a body has none`(_ method: String) throws {
    let status = method == "HEAD" ? "200 OK" : "304 Not Modified"
    let answer = try answer("HTTP/1.1 \(status)\r\nContent-Length: 5\r\n\r\n", to: method)
    #expect(answer.body.isEmpty)
  }

  @Test(arguments: [
    "", "HTTP/1.1 200 OK\r\n", "HTTP/1.0 200 OK\r\n\r\n", "HTTP/1.1 20 OK\r\n\r\n",
    "HTTP/1.1 200 OK\n\n", "HTTP/1.1 200 OK\r\nX : y\r\n\r\n", "HTTP/1.1 200 OK\r\nX\r\n\r\n",
    "HTTP/1.1 200 OK\r\nX: y\r\n z\r\n\r\n", "HTTP/1.1 200 OK\r\nX: \u{1}\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nh", "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nhi",
    "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
  ])
  func `an invalid answer is an error`(_ text: String) {
    #expect(throws: ByteSource.Malformed.self) { try answer(text) }
  }

  @Test func `parts of a file are read with their ranges`() throws {
    let parts =
      "--x\r\nContent-Type: audio/wav\r\nContent-Range: bytes 0-1/9\r\n\r\nab\r\n"
      + "--x\r\nContent-Type: audio/wav\r\nContent-Range: bytes 4-6/9\r\n\r\n\r\n-\r\n--x--\r\n"
    let answer = try answer(
      "HTTP/1.1 206 Partial Content\r\nContent-Type: multipart/byteranges; boundary=x\r\n"
        + "Content-Length: \(parts.utf8.count)\r\n\r\n\(parts)")
    let read = try MultipartRanges(answer).parts
    #expect(read.map(\.contentRange) == ["bytes 0-1/9", "bytes 4-6/9"])
    // A part may contain what looks like the end of another.
    #expect(read.map(\.bytes) == [Array("ab".utf8), Array("\r\n-".utf8)])
  }

  @Test(arguments: [
    "--y\r\nContent-Type: a/b\r\nContent-Range: bytes 0-1/9\r\n\r\nab\r\n--y--\r\n",
    "--x\r\nContent-Type: a/b\r\n\r\nab\r\n--x--\r\n",
    "--x\r\nContent-Type: a/b\r\nContent-Range: bytes 0-1/9\r\n\r\nabc\r\n--x--\r\n",
    "--x\r\nContent-Type: a/b\r\nContent-Range: bytes 0-2/9\r\n\r\nab\r\n--x--\r\n",
    "--x\r\nContent-Type: a/b\r\nContent-Range: bytes 0-1/9\r\n\r\nab\r\n",
    "--x\r\nContent-Type: a/b\r\nContent-Range: bytes 1-0/9\r\n\r\n\r\n--x--\r\n", "",
  ])
  func `invalid parts are an error`(_ parts: String) throws {
    let answer = try answer(
      "HTTP/1.1 206 Partial Content\r\nContent-Type: multipart/byteranges; boundary=x\r\n"
        + "Content-Length: \(parts.utf8.count)\r\n\r\n\(parts)")
    #expect(throws: ByteSource.Malformed.self) { try MultipartRanges(answer) }
  }

  @Test func `a secret in an answer is an issue`() async throws {
    let shelf = try Shelf()
    try await withServer(shelf) { server in
      let connection = try await server.connection()
      connection.checkSecrecy(Array("nothing".utf8))
      withKnownIssue { connection.checkSecrecy(Array("in /tmp/\(shelf.name)/a.wav".utf8)) }
    }
  }

  // MARK: WebSocket

  @Test func `frames are written as in the examples of RFC 6455, 5.7`() {
    var hello = WebSocketFrame.text("Hello")
    #expect(hello.unmasked().bytes == [0x81, 0x05, 0x48, 0x65, 0x6C, 0x6C, 0x6F])
    hello.mask = [0x37, 0xFA, 0x21, 0x3D]
    #expect(
      hello.bytes
        == [0x81, 0x85, 0x37, 0xFA, 0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58])
    #expect(
      WebSocketFrame.text("Hel").opening().unmasked().bytes == [0x01, 0x03, 0x48, 0x65, 0x6C])
    #expect(
      WebSocketFrame(.continuation, [0x6C, 0x6F]).unmasked().bytes == [0x80, 0x02, 0x6C, 0x6F])
    let binary = WebSocketFrame(.binary, [UInt8](repeating: 7, count: 256)).unmasked().bytes
    #expect(binary.prefix(4) == [0x82, 0x7E, 0x01, 0x00])
    let large = WebSocketFrame(.binary, [UInt8](repeating: 7, count: 65_536)).unmasked().bytes
    #expect(large.prefix(10) == [0x82, 0x7F, 0, 0, 0, 0, 0, 1, 0, 0])
    #expect(WebSocketFrame.close(1002).unmasked().bytes == [0x88, 0x02, 0x03, 0xEA])
    #expect(WebSocketFrame.ping().with(reservedBits: 5).unmasked().bytes == [0xD9, 0x00])
    #expect(WebSocketFrame.ping().declaring(.in64Bits(1 << 63)).unmasked().bytes[2] == 0x80)
  }

  @Test(arguments: [0, 1, 125, 126, 65_535, 65_536])
  func `a server's frame is read as it was written`(_ count: Int) throws {
    let frame = WebSocketFrame(.text, [UInt8](repeating: 0x61, count: count)).unmasked()
    var source = ByteSource(frame.bytes + [1])
    #expect(try WebSocketFrame(from: &source) == frame)
    #expect(try source.bytes(1) == [1])
    #expect(try WebSocketFrame(from: &source) == nil)
  }

  @Test(arguments: [
    WebSocketFrame.text("a"), .text("a").opening().unmasked(),
    .text("a").unmasked().with(reservedBits: 4), .init(.continuation).unmasked(),
    .init(.binary, [1]).unmasked(), .ping([UInt8](repeating: 0, count: 126)).unmasked(),
    .text("a").unmasked().declaring(.in16Bits(1)), .text("a").unmasked().declaring(.in64Bits(1)),
    .text("a").unmasked().declaring(.inSevenBits(2)), .init(.init(number: 3)).unmasked(),
  ])
  func `a frame that no server may send is an error`(_ frame: WebSocketFrame) {
    #expect(throws: ByteSource.Malformed.self) {
      var source = ByteSource(frame.bytes)
      _ = try WebSocketFrame(from: &source)
    }
  }
}
