import StrictJSON
import Testing

/// Clients that take their time to hold a connection (HTTP-13). They wait side by side.
@Suite(.served()) struct WebSlowClientTests {
  private let server: ServeProcess

  init() throws { server = try .shared() }

  /// How long the server keeps a connection on which a byte is sent each second after `start`.
  ///
  /// Where it answers before it closes, the status has to be 408.
  private func endurance(
    _ start: [UInt8], drip: UInt8?, atMost limit: Duration
  ) async throws -> Duration {
    let connection = try await server.connection(patience: limit)
    try await connection.send(start)
    let clock = ContinuousClock()
    let begun = clock.now
    let dripping = Task {
      // The beat is what is sent; nothing waits for it.
      while let drip, (try? await Task.sleep(for: .seconds(1))) != nil {
        try? await connection.send([drip])
      }
    }
    defer { dripping.cancel() }
    let answers = try await connection.answers()
    #expect(answers.allSatisfy { $0.status == 408 })
    return clock.now - begun
  }

  /// What a clause allows, and some time more until a test hears of it on a machine that does much
  /// else; still far below the next longer limit, which is 75 s.
  private func within(_ seconds: Double) -> Range<Duration> {
    Duration.seconds(seconds * 0.9)..<Duration.seconds(seconds + 25)
  }

  @Test func `a head that drips is cut off after 10 s`() async throws {
    let start = Array("GET /health HTTP/1.1\r\nHost: \(server.host)\r\nX: ".utf8)
    let time = try await endurance(start, drip: UInt8(ascii: "x"), atMost: .seconds(40))
    #expect(within(10).contains(time))
  }

  @Test func `a head that stands still is cut off after 10 s`() async throws {
    let time = try await endurance(Array("GET /hea".utf8), drip: nil, atMost: .seconds(40))
    #expect(within(10).contains(time))
  }

  @Test func `a handshake that drips is cut off after 10 s`() async throws {
    let start = Array(server.upgrade().bytes.dropLast(2)) + Array("X: ".utf8)
    let time = try await endurance(start, drip: UInt8(ascii: "x"), atMost: .seconds(40))
    #expect(within(10).contains(time))
  }

  @Test func `a second head that drips is cut off after 10 s too`() async throws {
    let connection = try await server.connection(patience: .seconds(40))
    try await connection.send(server.request("GET", "/health").bytes + Array("GET /hea".utf8))
    #expect(try await connection.answer().status == 200)
    let clock = ContinuousClock()
    let begun = clock.now
    #expect(try await connection.answers().allSatisfy { $0.status == 408 })
    #expect(clock.now - begun < within(10).upperBound)
  }

  @Test func `a body that drips is cut off after 30 s`() async throws {
    var request = server.request("POST", "/api/player/load")
    request.fields = [HTTPField("Host", server.host), HTTPField("Content-Length", "1000")]
    let time = try await endurance(
      request.bytes, drip: UInt8(ascii: " "), atMost: .seconds(80))
    #expect(within(30).contains(time))
  }

  @Test func `a body in chunks that drips is cut off after 30 s`() async throws {
    var request = server.request("POST", "/api/player/load")
    request.fields = [HTTPField("Host", server.host), HTTPField("Transfer-Encoding", "chunked")]
    request.body = Array("400\r\n".utf8)
    let time = try await endurance(
      request.bytes, drip: UInt8(ascii: " "), atMost: .seconds(80))
    #expect(within(30).contains(time))
  }

  @Test(.enabled(if: SlowClients.areTried))
  func `a connection that stands idle is closed after 75 s`() async throws {
    let connection = try await server.connection(patience: .seconds(180))
    try await connection.send(server.request("GET", "/health").bytes)
    #expect(try await connection.answer().status == 200)
    let clock = ContinuousClock()
    let begun = clock.now
    #expect(try await connection.isAtEnd())
    #expect(within(75).contains(clock.now - begun))
  }

  @Test(.enabled(if: SlowClients.areTried))
  func `so is one on which nothing was ever asked`() async throws {
    let time = try await endurance([], drip: nil, atMost: .seconds(180))
    #expect(time < within(75).upperBound)
  }

  @Test func `slow ones keep nobody else from being answered`() async throws {
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
