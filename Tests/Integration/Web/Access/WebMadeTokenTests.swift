import AudioFixtures
import StrictJSON
import Testing

/// The token that a server generates if none is given, even on a loopback address (HTTP-30), and
/// the temporary addresses that work without it (HTTP-31).
@Suite(.takesTurns(at: .server)) struct WebMadeTokenTests {
  private let shelf: Shelf

  init() throws { shelf = try Shelf() }

  private static let none = HTTPField("Authorization", "")

  private func withServer(
    _ arguments: String..., body: (ServeProcess) async throws -> Void
  ) async throws {
    let server = try await ServeProcess(
      [shelf.path, "--port", "0", "--no-cache", "--log-level", "trace"] + arguments, shelf: shelf)
    do {
      try await body(server)
    } catch {
      await server.stop()
      throw error
    }
    await server.stop()
  }

  @Test func `the token is in the printed address, and nowhere else`() async throws {
    try shelf.add(noise: "one.wav")
    try await withServer { server in
      let token = try #require(server.token)
      #expect(token.utf8.count >= 22)
      #expect(server.greeting.contains("http://127.0.0.1:\(server.port)/#token=\(token) "))
      let stranger = try await server.get("/api/tracks", Self.none)
      #expect(stranger.status == 401)
      let friend = try await server.get("/api/tracks")
      #expect(friend.status == 200)
      for target in ["/", "/page/page.js", "/api/tracks", "/api/library", "/health"] {
        let answer = try await server.get(target)
        #expect(!answer.text.contains(token), "\(target)")
        #expect(!answer.fields.contains { $0.value.contains(token) }, "\(target)")
      }
      #expect(try !server.errors().contains(token))
    }
  }

  @Test func `the token is new at each start`() async throws {
    var tokens: Set<String> = []
    for _ in 0..<2 {
      try await withServer { server in tokens.insert(try #require(server.token)) }
    }
    #expect(tokens.count == 2)
  }

  @Test func `no token is made if none is needed`() async throws {
    try await withServer("--no-token") { server in
      #expect(server.token == nil)
      #expect(!server.greeting.contains("#"))
      let answer = try await server.get("/api/tracks", Self.none)
      #expect(answer.status == 200)
    }
  }

  @Test func `a token is also made for a wildcard address`() async throws {
    try await withServer("--host", "0.0.0.0") { server in
      #expect(server.token != nil)
      let stranger = try await server.get("/api/tracks", Self.none)
      #expect(stranger.status == 401)
    }
  }

  @Test func `a stream's address opens only that stream, without the token`() async throws {
    try shelf.add(noise: "one.wav")
    try shelf.add(noise: "two.wav", seed: 2)
    try await withServer { server in
      let one = try await server.track(titled: "one")
      let two = try await server.track(titled: "two")
      let answer = try await server.post("/api/player/stream/\(one)/address")
      #expect(answer.status == 200)
      #expect(answer["Cache-Control"] == "no-store")
      let address = try #require(try answer.json["address"]?.asString)
      #expect(try answer.json["expires_in_seconds"]?.asInteger == 600)
      for _ in 0..<2 {
        let stream = try await server.get(address, Self.none)
        #expect(stream.status == 200)
        #expect(try stream.body == shelf.bytes(of: "one.wav"))
      }
      let part = try await server.get(address, Self.none, HTTPField("Range", "bytes=0-9"))
      #expect(part.status == 206)
      let ticket = try #require(address.split(separator: "?").last)
      for target in [
        "/api/player/stream/\(two)?\(ticket)", "/api/tracks?\(ticket)", "/api/library?\(ticket)",
        "/api/player/stream/\(one)/address?\(ticket)",
        "/api/player/mastering/recommendation/\(one)?\(ticket)",
        "/api/player/stream/\(one)?\(ticket.dropLast())", "/api/player/stream/\(one)?\(ticket)0",
      ] {
        let other = try await server.get(target, Self.none)
        #expect(other.status == 401, "\(target)")
      }
      let socket = try await server.answer(server.upgrade([Self.none], target: "/ws?\(ticket)"))
      #expect(socket.status == 401)
    }
  }

  @Test func `addresses are given only for tracks, and only with the token`() async throws {
    try shelf.add(noise: "one.wav")
    try await withServer { server in
      let track = try await server.track(titled: "one")
      let target = "/api/player/stream/\(track)/address"
      let stranger = try await server.answer(server.request("POST", target, [Self.none]))
      #expect(stranger.status == 401)
      let unknown = try await server.post("/api/player/stream/\(freshTrack())/address")
      #expect(unknown.status == 404)
      let got = try await server.get(target)
      #expect(got.status == 405)
    }
  }
}
