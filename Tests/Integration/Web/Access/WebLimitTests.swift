import AudioFixtures
import StrictJSON
import Testing

/// How much a client may send, and how often (HTTP-13).
@Suite(.served { try $0.add(noise: "one.wav") }, .serialized) struct WebLimitTests {
  private let server: ServeProcess

  init() throws { server = try .shared() }

  /// A load with a body of this size, most of it spaces.
  private func load(bodyBytes: Int) async throws -> HTTPRequest {
    let body = ServeProcess.loading(try await server.track(titled: "one"))
    return server.request(
      "POST", "/api/player/load",
      body: body + String(repeating: " ", count: bodyBytes - body.utf8.count))
  }

  @Test func `a body of 64 KiB is read`() async throws {
    #expect(try await server.answer(try await load(bodyBytes: 65_536)).status == 200)
  }

  @Test(arguments: [65_537, 70_000, 1 << 20, 16 << 20])
  func `a larger body is refused`(_ count: Int) async throws {
    let answer = try await server.answer(try await load(bodyBytes: count))
    #expect(answer.status == 413)
    #expect(answer.errorCode == "request_too_large")
  }

  @Test(arguments: [
    ("65537", 413), ("99999999999", 413), ("9223372036854775807", 413),
    // A number beyond the integer range is not a valid length.
    ("18446744073709551615", 400),
  ])
  func `a larger body is refused before it arrives`(_ length: String, _ status: Int) async throws {
    var request = server.request("POST", "/api/player/load")
    request.fields = [HTTPField("Host", server.host), HTTPField("Content-Length", length)]
    let connection = try await server.connection()
    try await connection.send(request.bytes)
    let answer = try await connection.answer()
    #expect(answer.status == status)
    #expect(answer.errorCode != nil)
  }

  @Test(arguments: [1, 1000, 65_537])
  func `a larger body in chunks is refused`(_ size: Int) async throws {
    var request = server.request("POST", "/api/player/load")
    request.fields = [HTTPField("Host", server.host), HTTPField("Transfer-Encoding", "chunked")]
    let chunk =
      Array("\(String(size, radix: 16))\r\n".utf8) + [UInt8](repeating: 0x20, count: size)
      + [0x0D, 0x0A]
    for _ in 0...(65_536 / size) { request.body += chunk }
    request.body += Array("0\r\n\r\n".utf8)
    let answer = try await server.answer(request)
    #expect(answer.status == 413)
    #expect(answer.errorCode == "request_too_large")
  }

  @Test(arguments: ["/api/library/scan", "/api/cache/clear"])
  func `a larger body is refused where none is expected, too`(_ target: String) async throws {
    let answer = try await server.answer(
      server.request("POST", target, body: String(repeating: " ", count: 65_537)))
    #expect(answer.status == 413)
  }

  @Test func `a target of 8 KiB is read, a longer one refused`() async throws {
    func target(_ count: Int) -> String { "/" + String(repeating: "a", count: count - 1) }
    let longest = try await server.get(target(8192))
    #expect(longest.status == 404)
    let longer = try await server.get(target(8193))
    #expect(longer.status == 414)
    #expect(longer.errorCode == "request_too_large")
    // Beyond the part of a head that is read, the length of its target is unknown.
    #expect(try await server.get(target(100_000)).status == 431)
  }

  @Test(arguments: [1, 100])
  func `a head of 16 KiB is read, a larger one refused`(_ count: Int) async throws {
    func fields(_ bytes: Int) -> [HTTPField] {
      (0..<count).map { HTTPField("X-\($0)", String(repeating: "a", count: bytes / count)) }
    }
    #expect(try await server.answer(server.request("GET", "/health", fields(12_000))).status == 200)
    let larger = try await server.answer(server.request("GET", "/health", fields(17_000)))
    #expect(larger.status == 431)
    #expect(larger.errorCode == "request_too_large")
    let huge = try await server.answer(server.request("GET", "/health", fields(1 << 20)))
    #expect(huge.status == 431)
  }

  @Test func `a thousand short fields are read`() async throws {
    let fields = (0..<1500).map { HTTPField("a\($0)", "") }
    let answer = try await server.answer(server.request("GET", "/health", fields))
    #expect(answer.status == 200)
  }

  @Test func `hundreds of connections can be open at the same time`() async throws {
    var connections: [HTTPConnection] = []
    for _ in 0..<500 { connections.append(try await server.connection()) }
    for connection in connections {
      try await connection.send(server.request("GET", "/health").bytes)
    }
    for connection in connections { #expect(try await connection.answer().status == 200) }
    connections.forEach { $0.close() }
  }

  // MARK: Rate limit

  @Test func `a client above the rate limit learns when to retry`() async throws {
    try await withServer(try Shelf(), "--requests-per-second", "2") { server in
      let connection = try await server.connection()
      func ask() async throws -> HTTPAnswer {
        try await connection.send(server.request("GET", "/api/profiles").bytes)
        return try await connection.answer()
      }
      #expect(try await ask().status == 200)
      var refused: HTTPAnswer?
      for _ in 0..<50 where refused == nil {
        let answer = try await ask()
        if answer.status != 200 { refused = answer }
      }
      let answer = try #require(refused)
      #expect(answer.status == 429)
      #expect(answer.errorCode == "too_many_requests")
      let wait = try #require(answer["Retry-After"].flatMap(Int.init))
      #expect((1...2).contains(wait))
      // Another connection from the same address is the same client.
      #expect(try await server.get("/api/profiles").status == 429)
      // The server asked for exactly this delay.
      try await Task.sleep(for: .seconds(wait))
      #expect(try await ask().status == 200)
    }
  }

  @Test func `this machine has no rate limit`() async throws {
    let connection = try await server.connection()
    let request = server.request("GET", "/health").bytes
    for _ in 0..<20 {
      try await connection.send((0..<100).flatMap { _ in request })
      for _ in 0..<100 { #expect(try await connection.answer().status == 200) }
    }
  }
}
