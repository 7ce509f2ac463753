import StrictJSON
import Testing

/// Requests that two programs could parse in two ways (RFC 9112, 11.2). If one parse hides a second
/// request in the first, the server must not answer the second.
@Suite(.served(), .serialized) struct WebSmugglingTests {
  private let server: ServeProcess

  init() throws { server = try .shared() }

  /// The answers to these bytes when nothing follows them; HOST stands for the host field.
  private func answers(_ bytes: String) async throws -> [HTTPAnswer] {
    try await answers(Array(bytes.replacing("HOST", with: "Host: \(server.host)").utf8))
  }

  private func answers(_ bytes: [UInt8]) async throws -> [HTTPAnswer] {
    let connection = try await server.connection()
    try await connection.send(bytes)
    connection.endSending()
    return try await connection.answers()
  }

  private static let hidden = "GET /health HTTP/1.1\r\nHOST\r\n\r\n"

  @Test(arguments: [
    // Two lengths.
    "HOST\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "HOST\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
    "HOST\r\nContent-Length: 0\r\nContent-Length: 44\r\n\r\n",
    "HOST\r\nContent-Length: 44\r\nContent-Length: 0\r\n\r\n",
    "HOST\r\nContent-Length: 0, 44\r\n\r\n",
    // Invalid lengths.
    "HOST\r\nContent-Length: +0\r\n\r\n", "HOST\r\nContent-Length: -1\r\n\r\n",
    "HOST\r\nContent-Length: 0x0\r\n\r\n", "HOST\r\nContent-Length: 1e0\r\n\r\n",
    "HOST\r\nContent-Length: 0 0\r\n\r\n", "HOST\r\nContent-Length: zero\r\n\r\n",
    "HOST\r\nContent-Length: 99999999999999999999999\r\n\r\n",
    "HOST\r\nContent-Length: 18446744073709551616\r\n\r\n", "HOST\r\nContent-Length:\r\n\r\n",
    // Invalid codings.
    "HOST\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "HOST\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
    "HOST\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
    "HOST\r\nTransfer-Encoding: gzip\r\n\r\n0\r\n\r\n",
    "HOST\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
    "HOST\r\nTransfer-Encoding: \u{B}chunked\r\n\r\n0\r\n\r\n",
    "HOST\r\nTransfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n",
    "HOST\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
    "HOST\r\nTransfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
    // Invalid chunks.
    "HOST\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
    "HOST\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n\r\n",
    "HOST\r\nTransfer-Encoding: chunked\r\n\r\n0x0\r\n\r\n",
    "HOST\r\nTransfer-Encoding: chunked\r\n\r\n+0\r\n\r\n",
    "HOST\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n\r\n",
    "HOST\r\nTransfer-Encoding: chunked\r\n\r\n10000000000000000\r\n\r\n",
    "HOST\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nxx\r\n0\r\n\r\n",
    "HOST\r\nTransfer-Encoding: chunked\r\n\r\n\r\n0\r\n\r\n",
    // Invalid fields.
    "HOST\r\nX : y\r\n\r\n", "HOST\r\n X: y\r\n\r\n", "HOST\r\nX: y\r\n z\r\n\r\n",
    "HOST\r\n: y\r\n\r\n",
    "HOST\r\nX\r\n\r\n", "HOST\r\nX: a\u{0}b\r\n\r\n", "HOST\r\nX: a\u{1}b\r\n\r\n",
    "HOST\r\nX\u{0}: y\r\n\r\n", "HOST\r\nX\u{E9}: y\r\n\r\n", "HOST\r\nX(: y\r\n\r\n",
    "HOST\r\nX: a\rb\r\n\r\n",
  ])
  func `an ambiguous request is refused, and nothing after it is answered`(
    _ rest: String
  ) async throws {
    let answers = try await answers("POST /api/library/scan HTTP/1.1\r\n\(rest)\(Self.hidden)")
    #expect(answers.count <= 1)
    if let answer = answers.first {
      #expect(answer.status == 400)
      #expect(answer.errorCode != nil)
    }
  }

  // A lone CR or LF does not end a line. Empty lines may precede a request, and more whitespace may
  // separate the parts of a request line (RFC 9112, 2.2 and 3).
  @Test(arguments: [
    ("GET /health HTTP/1.1\nHOST\n\n", 400), ("GET /health HTTP/1.1\r\nHOST\n\r\n", 400),
    ("GET /health HTTP/1.1\r\nHOST\r\n\n", 400),
    ("GET /health HTTP/1.1\r\nHOST\r\rX: y\r\n\r\n", 400),
    ("\r\n\r\nGET /health HTTP/1.1\r\nHOST\r\n\r\n", 200),
    ("GET  /health HTTP/1.1\r\nHOST\r\n\r\n", 200),
    ("GET /health  HTTP/1.1\r\nHOST\r\n\r\n", 200),
  ])
  func `lines in other forms are read as one request or refused`(
    _ bytes: String, status: Int
  ) async throws {
    let answers = try await answers(bytes)
    #expect(answers.map(\.status) == [status])
  }

  @Test(arguments: [
    "GET /health\r\n", "GET /health\r\n\r\n", "GET\r\n\r\n", "\r\n",
    "GET /health HTTP/0.9\r\nHOST\r\n\r\n",
    "GET /health HTTP/1.2.3\r\nHOST\r\n\r\n", "GET /health HTTP/2.0\r\nHOST\r\n\r\n",
    "GET /health HTTP/9.9\r\nHOST\r\n\r\n", "GET /health http/1.1\r\nHOST\r\n\r\n",
    "GET /health HTTP/1.\r\nHOST\r\n\r\n", "GET /health HTTP/11\r\nHOST\r\n\r\n",
    "GET /health HTTPS/1.1\r\nHOST\r\n\r\n", "GET /hea lth HTTP/1.1\r\nHOST\r\n\r\n",
    " GET /health HTTP/1.1\r\nHOST\r\n\r\n", "GET\t/health\tHTTP/1.1\r\nHOST\r\n\r\n",
    "get /health HTTP/1.1\r\nHOST\r\n\r\n", "GET /health HTTP/1.1 \r\nHOST\r\n\r\n",
    "G\u{0}T /health HTTP/1.1\r\nHOST\r\n\r\n", "GET /hea\u{0}lth HTTP/1.1\r\nHOST\r\n\r\n",
    "GET /hea\u{1}lth HTTP/1.1\r\nHOST\r\n\r\n", "GET  HTTP/1.1\r\nHOST\r\n\r\n",
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "* * *\r\n\r\n", "{\"jsonrpc\":\"2.0\"}\r\n\r\n",
    "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\u{1}", "SSH-2.0-OpenSSH_9.2\r\n", "EHLO evil.example\r\n",
  ])
  func `anything but an HTTP/1.1 request gets nothing`(_ bytes: String) async throws {
    let answers = try await answers(bytes)
    #expect(answers.count <= 1)
    #expect(answers.allSatisfy { $0.status == 400 }, "\(answers.map(\.status))")
  }

  @Test(arguments: [
    "GET health HTTP/1.1", "GET * HTTP/1.1", "OPTIONS * HTTP/1.1", "GET ?x HTTP/1.1",
    "GET http://evil.example/health HTTP/1.1", "GET http://evil.example:80/ HTTP/1.1",
    "GET file:///etc/hostname HTTP/1.1", "GET https://127.0.0.1/health HTTP/1.1",
    "GET http:/health HTTP/1.1", "GET ../health HTTP/1.1", "GET \\health HTTP/1.1",
    "CONNECT evil.example:443 HTTP/1.1", "CONNECT 127.0.0.1:80 HTTP/1.1",
    "GET evil.example:80 HTTP/1.1",
  ])
  func `a target that is not a path of this server leads nowhere`(_ line: String) async throws {
    let answers = try await answers("\(line)\r\nHOST\r\n\r\n")
    #expect(answers.count <= 1)
    #expect(answers.allSatisfy { $0.status == 400 }, "\(answers.map(\.status))")
  }

  @Test func `CONNECT to a path is a method that no route has`() async throws {
    let answers = try await answers("CONNECT /health HTTP/1.1\r\nHOST\r\n\r\n")
    #expect(answers.allSatisfy { $0.status == 405 }, "\(answers.map(\.status))")
  }

  @Test func `a target with the server's own address is read as its path`() async throws {
    // RFC 9112, 3.2.2, requires servers to accept this form; none of our clients sends it.
    let answers = try await answers("GET http://\(server.host)/health HTTP/1.1\r\nHOST\r\n\r\n")
    #expect(answers.map(\.status) == [200])
  }

  @Test func `TRACE reveals nothing about the request`() async throws {
    let answer = try await server.answer(
      server.request("TRACE", "/health", [HTTPField("Cookie", "mine")]))
    #expect(answer.status == 405)
    #expect(!answer.text.contains("mine"))
  }

  @Test(arguments: [
    ("/api/player/load", "x\r\n\r\n"), ("/api/library/scan", "x\r\n\r\n"),
    ("/api/player/load", "1\r\n{}\r\n"), ("/api/player/load", "1\r\n{\r\n-1\r\n"),
  ])
  func `a body in broken chunks is refused at once, however the client goes on`(
    _ target: String, _ body: String
  ) async throws {
    var request = server.request("POST", target)
    request.fields = [HTTPField("Host", server.host), HTTPField("Transfer-Encoding", "chunked")]
    request.body = Array(body.utf8)
    // Shorter than the time allowed for a slow body.
    let connection = try await server.connection(patience: .seconds(10))
    try await connection.send(request.bytes)
    #expect(try await connection.answers().map(\.status) == [400])
  }

  @Test func `a body where none is expected is not the next request`() async throws {
    let hidden = "GET /nonsense HTTP/1.1\r\nHost: \(server.host)\r\n\r\n"
    let connection = try await server.connection()
    var request = server.request("GET", "/health")
    request.fields.append(HTTPField("Content-Length", "\(hidden.utf8.count)"))
    try await connection.send(
      request.bytes + Array(hidden.utf8) + server.request("GET", "/api/profiles").bytes)
    connection.endSending()
    #expect(try await connection.answers().map(\.status) == [200, 200])
  }

  @Test func `after a refusal, the unread body is not the next request`() async throws {
    let hidden = "GET /health HTTP/1.1\r\nHost: \(server.host)\r\n\r\n"
    for (target, status) in [("/nonsense", 404), ("/health", 405), ("/api/tracks?x=1", 405)] {
      let connection = try await server.connection()
      try await connection.send(server.request("POST", target, body: hidden).bytes)
      connection.endSending()
      #expect(try await connection.answers().map(\.status) == [status], "\(target)")
    }
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `noise is not a request, and has no effect`(_ seed: UInt64) async throws {
    var random = Noise(state: seed)
    for _ in 0..<50 {
      let bytes = (0..<Int(random.next() % 400)).map { _ in UInt8(truncatingIfNeeded: random.next())
      }
      let statuses = try await answers(bytes).map(\.status)
      #expect(statuses.allSatisfy { $0 == 400 }, "\(statuses)")
    }
    #expect(try await server.get("/health").status == 200)
  }

  @Test(arguments: [4, 5, 6] as [UInt64])
  func `a valid request with a wrong byte has no effect`(_ seed: UInt64) async throws {
    var random = Noise(state: seed)
    let right = server.request("POST", "/api/player/load", body: ServeProcess.loading(1)).bytes
    for _ in 0..<100 {
      var bytes = right
      bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next())
      // There is one request. If the changed byte is in its length, the rest is not a request.
      let statuses = try await answers(bytes).map(\.status)
      #expect(statuses.filter { $0 < 400 }.count <= 1, "\(statuses)")
    }
    #expect(try await server.get("/health").status == 200)
  }
}

/// xorshift64, for bytes that are the same on every run.
private struct Noise {
  var state: UInt64

  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }
}
