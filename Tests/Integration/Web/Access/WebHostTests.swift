import AudioFixtures
import StrictJSON
import Testing

/// The host names (HTTP-20) and page origins (HTTP-21) that the server accepts.
@Suite(.served(), .serialized) struct WebHostTests {
  private let server: ServeProcess

  init() throws { server = try .shared() }

  private func answer(host: String?, target: String = "/api/profiles") async throws -> HTTPAnswer {
    try await server.answer(HTTPRequest("GET", target, host: host))
  }

  // MARK: Host

  @Test(arguments: [
    "127.0.0.1:PORT", "localhost:PORT", "LOCALHOST:PORT", "LocalHost:PORT", "[::1]:PORT",
  ])
  func `the server answers under its own host names`(_ host: String) async throws {
    #expect(try await answer(host: host.replacing("PORT", with: "\(server.port)")).status == 200)
  }

  @Test(arguments: [
    "evil.example", "evil.example:PORT", "127.0.0.1", "localhost", "127.0.0.1:1", "localhost:80",
    "127.0.0.1:PORT0", "127.0.0.1:0PORT0", "127.0.0.1:-PORT", "127.0.0.1:+PORT", "127.0.0.1: PORT",
    "127.0.0.1:PORT:PORT", "127.0.0.1:", ":PORT", "localhost.:PORT", "127.0.0.1.:PORT",
    "localhost.evil.example:PORT", "evil.localhost:PORT", "127.0.0.2:PORT", "127.1:PORT",
    "2130706433:PORT", "0x7f000001:PORT", "0177.0.0.1:PORT", "0.0.0.0:PORT", "[::]:PORT",
    "[::ffff:127.0.0.1]:PORT", "::1:PORT", "[::1:PORT", "::1]:PORT", "user@127.0.0.1:PORT",
    "127.0.0.1:PORT@evil.example", "127.0.0.1:PORT/", "127.0.0.1:PORT#",
    "127.0.0.1:PORT, evil.example",
    "http://127.0.0.1:PORT", "127.0.0.1%00:PORT", "192.168.1.1:PORT",
    "loc\u{430}lhost:PORT", "localhos\u{AD}t:PORT", "",
  ])
  func `the server does not answer under any other name`(_ host: String) async throws {
    let host = host.replacing("PORT", with: "\(server.port)")
    for target in ["/api/profiles", "/", "/health", "/nonsense"] {
      let answer = try await answer(host: host, target: target)
      #expect(answer.status == 403, "\(target)")
      #expect(answer.errorCode == "forbidden_host", "\(target)")
    }
    // Nor does it open a WebSocket.
    var upgrade = server.upgrade()
    upgrade.fields[0] = HTTPField("Host", host)
    #expect(try await server.answer(upgrade).status == 403)
  }

  @Test func `a foreign name is forbidden_host`() async throws {
    let answer = try await answer(host: "evil.example:\(server.port)")
    #expect(answer.status == 403)
    #expect(answer.errorCode == "forbidden_host")
  }

  @Test func `a request without a Host, or with two, is refused`() async throws {
    #expect(try await answer(host: nil).status == 400)
    var old = HTTPRequest("GET", "/api/profiles", host: nil)
    old.version = "HTTP/1.0"
    #expect(try await server.answer(old).status == 403)
    for other in [server.host, "evil.example"] {
      let answer = try await server.get("/api/profiles", HTTPField("Host", other))
      #expect(answer.status == 400)
      var turned = HTTPRequest("GET", "/api/profiles", host: other)
      turned.fields.append(HTTPField("Host", server.host))
      #expect(try await server.answer(turned).status == 400)
    }
  }

  @Test(arguments: ["X-Forwarded-Host", "Forwarded", "X-Host", "X-Original-URL"])
  func `forwarded host fields of a proxy are ignored`(_ name: String) async throws {
    let good = try await server.get("/api/profiles", HTTPField(name, "host=evil.example"))
    #expect(good.status == 200)
    var bad = HTTPRequest("GET", "/api/profiles", host: "evil.example")
    bad.fields.append(HTTPField(name, server.host))
    #expect(try await server.answer(bad).status == 403)
  }

  @Test func `a name from the configuration is the server's own`() async throws {
    try await withServer(try Shelf(), "--allow-host", "studio.local") { server in
      func status(_ host: String) async throws -> Int {
        try await server.answer(HTTPRequest("GET", "/health", host: host)).status
      }
      for own in ["studio.local:\(server.port)", "STUDIO.local:\(server.port)", server.host] {
        let status = try await status(own)
        #expect(status == 200, "\(own)")
      }
      for other in ["studio.local", "x.studio.local:\(server.port)"] {
        let status = try await status(other)
        #expect(status == 403, "\(other)")
      }
    }
  }

  // MARK: Origin

  @Test(arguments: [
    "http://evil.example", "http://evil.example:PORT", "https://127.0.0.1:PORT", "null", "",
    "http://127.0.0.1", "http://127.0.0.1:1", "http://127.0.0.1:PORT/",
    "http://127.0.0.1:PORT.evil.example",
    "http://localhost:PORT", "127.0.0.1:PORT", "file://", "chrome-extension://abc",
    "http://[::1]:PORT",
    "http://user@127.0.0.1:PORT", "ws://127.0.0.1:PORT",
    "http://127.0.0.1:PORT http://evil.example",
    "HTTP://evil.example",
  ])
  func `a page of another origin is refused`(_ origin: String) async throws {
    let field = HTTPField("Origin", origin.replacing("PORT", with: "\(server.port)"))
    for target in ["/api/profiles", "/", "/nonsense"] {
      let answer = try await server.get(target, field)
      #expect(answer.status == 403, "\(target)")
      #expect(answer.errorCode == "forbidden_origin", "\(target)")
    }
    let load = try await server.answer(
      server.request("POST", "/api/player/load", [field], body: ServeProcess.loading(1)))
    #expect(load.status == 403)
    let socket = try await server.answer(server.upgrade([field]))
    #expect(socket.status == 403)
    #expect(socket.errorCode == "forbidden_origin")
  }

  @Test func `the server's own page is accepted, and a program without an origin`() async throws {
    let own = HTTPField("Origin", "http://\(server.host)")
    #expect(try await server.get("/api/profiles", own).status == 200)
    #expect(try await server.answer(server.upgrade([own])).status == 101)
    var request = HTTPRequest("GET", "/health", host: "localhost:\(server.port)")
    request.fields.append(HTTPField("Origin", "http://localhost:\(server.port)"))
    #expect(try await server.answer(request).status == 200)
  }

  @Test func `two origins are not the server's own`() async throws {
    let own = HTTPField("Origin", "http://\(server.host)")
    let foreign = HTTPField("Origin", "http://evil.example")
    #expect(try await server.get("/api/profiles", own, foreign).status == 403)
    #expect(try await server.get("/api/profiles", foreign, own).status == 403)
    #expect(try await server.answer(server.upgrade([own, foreign])).status == 403)
  }

  @Test func `no answer invites another origin`() async throws {
    let own = HTTPField("Origin", "http://\(server.host)")
    let foreign = HTTPField("Origin", "http://evil.example")
    let preflight = server.request(
      "OPTIONS", "/api/player/load",
      [foreign, HTTPField("Access-Control-Request-Method", "POST")])
    for answer in [
      try await server.get("/api/profiles", own), try await server.get("/api/profiles", foreign),
      try await server.answer(preflight), try await server.get("/health"),
    ] {
      let names = answer.fields.map { $0.name.lowercased() }
      #expect(!names.contains { $0.hasPrefix("access-control-") })
    }
  }
}
