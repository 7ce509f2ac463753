import AudioFixtures
import StrictJSON
import Testing

/// The token (HTTP-22).
@Suite(.served("--token", token, "--log-level", "trace"), .serialized) struct WebTokenTests {
  private let server: ServeProcess

  init() throws { server = try .shared() }

  private static let guarded = [
    "/api/profiles", "/api/tracks", "/api/library", "/", "/openapi.yaml", "/asyncapi.yaml",
    "/nonsense", "/page/nothing.js", "/api/player/stream/1",
    "/api/player/mastering/recommendation/1",
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
    (HTTPField("Authorization", "Bearer \"\(token)\""), ""), (nil, "?token="),
    (nil, "?token=\(token.dropLast())"), (nil, "?token=\(token)x"), (nil, "?Token=\(token)"),
    (nil, "?x=\(token)"), (HTTPField("Cookie", "mastering_token=\(token)x"), ""),
    (HTTPField("Cookie", "mastering_token="), ""), (HTTPField("Cookie", "token=\(token)"), ""),
    (HTTPField("Cookie", "xmastering_token=\(token)"), ""), (HTTPField("X-Token", token), ""),
  ]

  @Test(arguments: guarded)
  func `who does not know it gets nothing`(_ path: String) async throws {
    for (field, query) in Self.wrong {
      let answer = try await server.answer(
        server.request("GET", path + query, field.map { [$0] } ?? []))
      #expect(answer.status == 401, "\(String(describing: field)) \(query)")
      #expect(answer.errorCode == "unauthorized", "\(String(describing: field)) \(query)")
      #expect(answer.fields.values("Set-Cookie").isEmpty)
      #expect(answer["WWW-Authenticate"]?.hasPrefix("Bearer") == true)
    }
  }

  @Test func `nor does who asks for a socket, or for something to be done`() async throws {
    for (field, query) in Self.wrong {
      let fields = field.map { [$0] } ?? []
      #expect(try await server.answer(server.upgrade(fields, target: "/ws\(query)")).status == 401)
      for target in ["/api/player/load", "/api/library/scan", "/api/cache/clear"] {
        let answer = try await server.answer(server.request("POST", target + query, fields))
        #expect(answer.status == 401)
      }
    }
  }

  @Test(
    arguments: [
      (HTTPField("Authorization", "Bearer \(token)"), ""),
      (HTTPField("authorization", "bearer \(token)"), ""),
      (HTTPField("AUTHORIZATION", "BEARER \(token)"), ""), (nil, "?token=\(token)"),
      (nil, "?token=%73\(token.dropFirst())"),
      (HTTPField("Cookie", "mastering_token=\(token)"), ""),
      (HTTPField("Cookie", "a=b; mastering_token=\(token); c=d"), ""),
    ] as [(HTTPField?, String)])
  func `who knows it gets everything`(_ field: HTTPField?, _ query: String) async throws {
    let fields = field.map { [$0] } ?? []
    for target in ["/api/profiles", "/api/tracks", "/openapi.yaml"] {
      #expect(try await server.answer(server.request("GET", target + query, fields)).status == 200)
    }
    #expect(try await server.answer(server.upgrade(fields, target: "/ws\(query)")).status == 101)
  }

  @Test func `health is for everybody`() async throws {
    #expect(try await server.get("/health").status == 200)
    #expect(try await server.get("/health", HTTPField("Authorization", "Bearer x")).status == 200)
  }

  @Test func `the page takes it out of the address into a cookie`() async throws {
    let answer = try await server.get("/?token=\(token)")
    #expect(answer.status == 303)
    #expect(answer["Location"] == "/")
    let parts = try #require(answer["Set-Cookie"]).split(separator: ";").map(\.trimmed)
    try #require(parts.first == "mastering_token=\(token)")
    #expect(parts.contains("HttpOnly"))
    #expect(parts.contains("SameSite=Strict"))
    #expect(!answer.text.contains(token))
    #expect(answer["Cache-Control"] == "no-store")
    let page = try await server.get("/", HTTPField("Cookie", String(parts[0])))
    #expect(page.status == 200)
  }

  @Test func `a foreign page cannot try it`() async throws {
    let answer = try await server.get(
      "/api/profiles?token=\(token)", HTTPField("Origin", "http://evil.example"))
    #expect(answer.status == 403)
  }

  @Test func `it stands in no line of the log`() async throws {
    for target in ["/?token=\(token)", "/api/tracks?token=\(token)", "/nonsense?token=\(token)"] {
      _ = try await server.get(target)
    }
    _ = try await server.get("/api/tracks", HTTPField("Authorization", "Bearer \(token)"))
    _ = try await server.get("/api/tracks", HTTPField("Cookie", "mastering_token=\(token)"))
    _ = try await server.answer(server.upgrade(target: "/ws?token=\(token)"))
    let log = try server.errors()
    #expect(!log.contains(token))
    #expect(!server.greeting.contains(token))
  }

  @Test func `it may come from the environment`() async throws {
    try await withServer(try Shelf(), environment: ["MASTERING_TOKEN": token]) { server in
      let stranger = try await server.get("/api/tracks")
      let friend = try await server.get("/api/tracks?token=\(token)")
      #expect(stranger.status == 401)
      #expect(friend.status == 200)
    }
  }
}

private let token = "s3cret-Token_of.the~Test"
