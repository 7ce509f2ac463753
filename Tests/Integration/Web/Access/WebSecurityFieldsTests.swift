import AudioFixtures
import StrictJSON
import Testing

/// The fields for browsers in every answer (HTTP-2, HTTP-23).
@Suite(.served { try $0.add(noise: "one.wav") }, .serialized) struct WebSecurityFieldsTests {
  private let server: ServeProcess

  init() throws { server = try .shared() }

  /// One answer of every kind.
  private func answers() async throws -> [(String, HTTPAnswer)] {
    let track = try await server.track(titled: "one")
    let tag = try #require(try await server.get("/api/player/stream/\(track)")["ETag"])
    func raw(_ bytes: String) async throws -> HTTPAnswer {
      let connection = try await server.connection()
      try await connection.send(Array(bytes.utf8))
      return try await connection.answer()
    }
    let stream = "/api/player/stream/\(track)"
    return [
      ("200 JSON", try await server.get("/api/tracks")),
      ("200 health", try await server.get("/health")),
      ("200 document", try await server.get("/openapi.yaml")),
      ("the page", try await server.get("/")),
      ("200 stream", try await server.get(stream)),
      ("206", try await server.get(stream, HTTPField("Range", "bytes=0-9"))),
      ("206 parts", try await server.get(stream, HTTPField("Range", "bytes=0-9,50000-50009"))),
      ("304", try await server.get(stream, HTTPField("If-None-Match", tag))),
      ("202", try await server.post("/api/library/scan")),
      ("400", try await server.get("/api/tracks?x=1")),
      ("400 of the parser", try await raw("nonsense\r\n\r\n")),
      ("403 host", try await server.answer(HTTPRequest("GET", "/", host: "evil.example"))),
      ("403 origin", try await server.get("/", HTTPField("Origin", "http://evil.example"))),
      ("404", try await server.get("/nonsense")), ("405", try await server.post("/health")),
      ("413", try await server.post("/api/player/load", String(repeating: " ", count: 70_000))),
      ("414", try await server.get("/" + String(repeating: "a", count: 9000))),
      ("416", try await server.get(stream, HTTPField("Range", "bytes=99999999-"))),
      ("426", try await server.get("/ws")),
      (
        "431",
        try await server.get("/health", HTTPField("X", String(repeating: "a", count: 20_000)))
      ), ("HEAD", try await server.answer(server.request("HEAD", "/health"))),
    ]
  }

  @Test func `every answer forbids sniffing, framing and referrers`() async throws {
    for (kind, answer) in try await answers() {
      #expect(answer["X-Content-Type-Options"] == "nosniff", "\(kind)")
      #expect(answer["X-Frame-Options"] == "DENY", "\(kind)")
      #expect(answer["Referrer-Policy"] == "no-referrer", "\(kind)")
      #expect(answer["Cross-Origin-Resource-Policy"] == "same-origin", "\(kind)")
      let policy = try #require(answer["Content-Security-Policy"], "\(kind)")
      #expect(policy.contains("default-src 'none'"), "\(kind)")
      #expect(policy.contains("frame-ancestors 'none'"), "\(kind)")
      #expect(answer["Server"] == nil, "\(kind)")
      #expect(answer["Date"] != nil, "\(kind)")
    }
  }

  @Test func `answers that depend on state are not stored`() async throws {
    for (kind, answer) in try await answers() where answer.status >= 400 || kind == "200 JSON" {
      #expect(answer["Cache-Control"] == "no-store", "\(kind)")
    }
  }

  @Test func `the page allows no inline script and no other origin`() async throws {
    let policy = try #require(try await server.get("/")["Content-Security-Policy"])
    let directives = Dictionary(
      uniqueKeysWithValues: policy.split(separator: ";").map { directive in
        let words = directive.split(separator: " ").map(String.init)
        return (words[0], Array(words.dropFirst()))
      })
    #expect(directives["default-src"] == ["'none'"])
    #expect(directives["script-src"] == ["'self'"])
    #expect(directives["style-src"] == ["'self'"])
    #expect(directives["connect-src"] == ["'self'"])
    #expect(directives["base-uri"] == ["'none'"])
    #expect(directives["form-action"] == ["'none'"])
    #expect(directives["frame-ancestors"] == ["'none'"])
    let sources = Set(directives.values.joined())
    #expect(sources.isSubset(of: ["'none'", "'self'", "data:"]))
  }

  @Test func `a switch to the WebSocket has these fields, too`() async throws {
    let answer = try await server.answer(server.upgrade())
    #expect(answer.status == 101)
    #expect(answer["Set-Cookie"] == nil)
    #expect(answer["Access-Control-Allow-Origin"] == nil)
  }
}
