import StrictJSON
import Testing

/// Clients that hold a connection by being slow (HTTP-13). They run side by side.
@Suite(.served()) struct WebSlowClientTests {
  private let server: ServeProcess

  init() throws { server = try .shared() }

  /// Sends `start` and then one byte per second until the server closes the connection. That must
  /// not happen before the client's time is up, and must happen before any longer limit would
  /// apply. The tests of ConnectionGuard, which have their own clock, check the exact time.
  ///
  /// If the server answers before it closes, the status must be 408.
  private func expectEnd(
    after time: Duration, atMost limit: Duration, of start: [UInt8], drip: UInt8? = nil
  ) async throws {
    let clock = ContinuousClock()
    let begun = clock.now
    let connection = try await server.connection(patience: limit)
    try await connection.send(start)
    let dripping = Task {
      // The delay is the pace of the sender; no result depends on it.
      while let drip, (try? await Task.sleep(for: .seconds(1))) != nil {
        try? await connection.send([drip])
      }
    }
    defer { dripping.cancel() }
    let answers = try await connection.answers()
    #expect(answers.allSatisfy { $0.status == 408 })
    #expect(clock.now - begun >= time)
  }

  @Test func `a head that arrives byte by byte is cut off after 10 s`() async throws {
    let start = Array("GET /health HTTP/1.1\r\nHost: \(server.host)\r\nX: ".utf8)
    try await expectEnd(
      after: .seconds(10), atMost: .seconds(70), of: start, drip: UInt8(ascii: "x"))
  }

  @Test func `a head that stalls is cut off after 10 s`() async throws {
    try await expectEnd(after: .seconds(10), atMost: .seconds(70), of: Array("GET /hea".utf8))
  }

  @Test func `a handshake that arrives byte by byte is cut off after 10 s`() async throws {
    let start = Array(server.upgrade().bytes.dropLast(2)) + Array("X: ".utf8)
    try await expectEnd(
      after: .seconds(10), atMost: .seconds(70), of: start, drip: UInt8(ascii: "x"))
  }

  @Test func `a second head that arrives byte by byte is cut off after 10 s too`() async throws {
    let connection = try await server.connection(patience: .seconds(70))
    try await connection.send(server.request("GET", "/health").bytes + Array("GET /hea".utf8))
    #expect(try await connection.answer().status == 200)
    #expect(try await connection.answers().allSatisfy { $0.status == 408 })
  }

  @Test func `a body that arrives byte by byte is cut off after 30 s`() async throws {
    var request = server.request("POST", "/api/player/load")
    request.fields = [HTTPField("Host", server.host), HTTPField("Content-Length", "1000")]
    try await expectEnd(
      after: .seconds(30), atMost: .seconds(120), of: request.bytes, drip: UInt8(ascii: " "))
  }

  @Test func `a chunked body that arrives byte by byte is cut off after 30 s`() async throws {
    var request = server.request("POST", "/api/player/load")
    request.fields = [HTTPField("Host", server.host), HTTPField("Transfer-Encoding", "chunked")]
    request.body = Array("400\r\n".utf8)
    try await expectEnd(
      after: .seconds(30), atMost: .seconds(120), of: request.bytes, drip: UInt8(ascii: " "))
  }

  @Test(.enabled(if: SlowClients.areTried, "takes minutes; set MASTERING_SLOW_CLIENTS"))
  func `an idle connection is closed after 75 s`() async throws {
    let connection = try await server.connection(patience: .seconds(180))
    try await connection.send(server.request("GET", "/health").bytes)
    #expect(try await connection.answer().status == 200)
    #expect(try await connection.isAtEnd())
  }

  @Test(.enabled(if: SlowClients.areTried, "takes minutes; set MASTERING_SLOW_CLIENTS"))
  func `a connection without any request is closed as well`() async throws {
    try await expectEnd(after: .seconds(75), atMost: .seconds(180), of: [])
  }

  @Test func `slow clients do not delay answers to others`() async throws {
    var slow: [HTTPConnection] = []
    for _ in 0..<200 {
      let connection = try await server.connection()
      try await connection.send(Array("GET /health HTTP/1.1\r\nHo".utf8))
      slow.append(connection)
    }
    for _ in 0..<20 { #expect(try await server.get("/health").status == 200) }
    slow.forEach { $0.close() }
  }
}
