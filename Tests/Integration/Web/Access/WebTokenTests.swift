import AudioFixtures
import StrictJSON
import Testing

/// The token (HTTP-30, HTTP-33).
@Suite(.served("--token", token, "--log-level", "trace"), .serialized) struct WebTokenTests {
  private let server: ServeProcess

  init() throws { server = try .shared() }

  private static let guarded = [
    "/api/profiles", "/api/tracks", "/api/library", "/nonsense", "/api/player/stream/1",
    "/api/player/mastering/recommendation/1", "/api/player/stream/1/address",
  ]

  private static let wrong: [(HTTPField?, query: String)] = [
    (nil, ""), (HTTPField("Authorization", "Bearer"), ""),
    (HTTPField("Authorization", "Bearer "), ""),
    (HTTPField("Authorization", "Bearer \(token.dropLast())"), ""),
    (HTTPField("Authorization", "Bearer \(token)x"), ""),
    (HTTPField("Authorization", "Bearer \(token.uppercased())"), ""),
    (HTTPField("Authorization", "Bearer \(token)\(token)"), ""),
    (HTTPField("Authorization", "Bearer x"), ""), (HTTPField("Authorization", token), ""),
    (HTTPField("Authorization", "Basic \(token)"), ""),
    (HTTPField("Authorization", "Bearer \"\(token)\""), ""),
    // A token in a query or a cookie does not count.
    (nil, "?token=\(token)"), (nil, "?token="), (nil, "?Token=\(token)"), (nil, "?x=\(token)"),
    (nil, "?ticket=\(token)"), (HTTPField("Cookie", "mastering_token=\(token)"), ""),
    (HTTPField("Cookie", "token=\(token)"), ""), (HTTPField("X-Token", token), ""),
    (HTTPField("Sec-WebSocket-Protocol", "mastering.token.\(token)x"), ""),
  ]

  @Test(arguments: guarded)
  func `a request without the token gets nothing`(_ path: String) async throws {
    for (field, query) in Self.wrong {
      let answer = try await server.answer(
        server.request("GET", path + query, field.map { [$0] } ?? []))
      #expect(answer.status == 401, "\(String(describing: field)) \(query)")
      #expect(answer.errorCode == "unauthorized", "\(String(describing: field)) \(query)")
      #expect(answer.fields.values("Set-Cookie").isEmpty)
      #expect(answer["WWW-Authenticate"]?.hasPrefix("Bearer") == true)
    }
  }

  @Test func `a WebSocket or an action without the token is refused`() async throws {
    for (field, query) in Self.wrong {
      let fields = field.map { [$0] } ?? []
      #expect(try await server.answer(server.upgrade(fields, target: "/ws\(query)")).status == 401)
      for target in ["/api/player/load", "/api/library/scan", "/api/cache/clear"] {
        let answer = try await server.answer(server.request("POST", target + query, fields))
        #expect(answer.status == 401)
      }
    }
  }

  @Test(arguments: [
    HTTPField("Authorization", "Bearer \(token)"), HTTPField("authorization", "bearer \(token)"),
    HTTPField("AUTHORIZATION", "BEARER \(token)"),
  ])
  func `a request with the token gets an answer`(_ field: HTTPField) async throws {
    for target in ["/api/profiles", "/api/tracks", "/api/library"] {
      #expect(try await server.answer(server.request("GET", target, [field])).status == 200)
    }
    #expect(try await server.answer(server.upgrade([field])).status == 101)
  }

  @Test func `resources that are the same on every server need no token`() async throws {
    for target in ["/health", "/", "/page/page.js", "/openapi.yaml", "/asyncapi.yaml"] {
      #expect(try await server.get(target).status == 200)
      let wrong = try await server.get(target, HTTPField("Authorization", "Bearer x"))
      #expect(wrong.status == 200)
    }
  }

  @Test func `a page sends the token among the subprotocols, and one of them is selected`()
    async throws
  {
    for offer in [
      "mastering, mastering.token.\(token)", "mastering.token.\(token),mastering",
      "other,\tmastering.token.\(token) , mastering",
    ] {
      let answer = try await server.answer(
        server.upgrade([HTTPField("Sec-WebSocket-Protocol", offer)]))
      #expect(answer.status == 101)
      #expect(answer["Sec-WebSocket-Protocol"] == "mastering")
    }
    let answer = try await server.answer(
      server.upgrade([
        HTTPField("Sec-WebSocket-Protocol", "mastering"),
        HTTPField("Authorization", "Bearer \(token)"),
      ]))
    #expect(answer["Sec-WebSocket-Protocol"] == "mastering")
    // On other paths a page sends no such field, and it has no effect.
    let elsewhere = try await server.get(
      "/api/tracks", HTTPField("Sec-WebSocket-Protocol", "mastering.token.\(token)"))
    #expect(elsewhere.status == 401)
  }

  @Test func `a subprotocol that was not offered is not selected`() async throws {
    let field = HTTPField("Authorization", "Bearer \(token)")
    for offer in [[], [HTTPField("Sec-WebSocket-Protocol", "other, masterings")]] {
      let answer = try await server.answer(server.upgrade([field] + offer))
      #expect(answer.status == 101)
      #expect(answer["Sec-WebSocket-Protocol"] == nil)
    }
  }

  @Test func `a foreign page cannot guess the token`() async throws {
    let answer = try await server.get(
      "/api/profiles", HTTPField("Authorization", "Bearer \(token)"),
      HTTPField("Origin", "http://evil.example"))
    #expect(answer.status == 403)
  }

  @Test func `the token is in no log line`() async throws {
    for target in ["/?token=\(token)", "/api/tracks?token=\(token)", "/nonsense?token=\(token)"] {
      _ = try await server.get(target)
    }
    _ = try await server.get("/api/tracks", HTTPField("Authorization", "Bearer \(token)"))
    _ = try await server.answer(
      server.upgrade([HTTPField("Sec-WebSocket-Protocol", "mastering, mastering.token.\(token)")]))
    let log = try server.errors()
    #expect(!log.contains(token))
    #expect(!server.greeting.contains(token))
  }

  @Test func `the token may come from the environment`() async throws {
    try await withServer(try Shelf(), environment: ["MASTERING_TOKEN": token]) { server in
      let stranger = try await server.get("/api/tracks")
      let friend = try await server.get(
        "/api/tracks", HTTPField("Authorization", "Bearer \(token)"))
      #expect(stranger.status == 401)
      #expect(friend.status == 200)
    }
  }
}

private let token = "s3cret-Token_of.the~Test"
