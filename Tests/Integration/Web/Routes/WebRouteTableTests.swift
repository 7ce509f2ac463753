import AudioFixtures
import Foundation
import StrictJSON
import Testing

/// Which methods exist on which paths (HTTP-1 to HTTP-4).
@Suite(
  .served { try $0.add(noise: "one.wav") }, .serialized)
struct WebRouteTableTests {
  private let server: ServeProcess

  init() throws { server = try .shared() }

  /// Every route: its path, in which ID stands for a track number, and whether it takes POST.
  private static let routes: [(path: String, isPOST: Bool)] = [
    ("/api/player/mastering/recommendation/ID", false),
    ("/api/player/mastering/whole/ID", false), ("/api/player/loudness/ID", false),
    ("/api/player/load", true),
    ("/api/player/stream/ID", false), ("/api/player/stream/ID/address", true),
    ("/api/tracks", false), ("/api/library", false),
    ("/api/library/scan", true), ("/api/profiles", false), ("/api/cache/clear", true),
    ("/health", false), ("/openapi.yaml", false), ("/asyncapi.yaml", false), ("/", false),
  ]

  private static let readable = routes.filter { !$0.isPOST }.map(\.path)

  private func target(_ path: String) async throws -> String {
    guard path.contains("ID") else { return path }
    return path.replacing("ID", with: "\(try await server.track(titled: "one"))")
  }

  @Test(arguments: routes)
  func `a method that a route does not have gets 405 and the methods it has`(
    _ path: String, _ isPOST: Bool
  ) async throws {
    let target = try await target(path)
    let others = ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", isPOST ? "GET" : "POST"]
    for method in others {
      let answer = try await server.answer(server.request(method, target))
      #expect(answer.status == 405, "\(method) \(path)")
      #expect(answer.errorCode == "method_not_allowed", "\(method) \(path)")
      let allowed = try #require(answer["Allow"]).split(separator: ",").map { $0.trimmed }
      #expect(Set(allowed) == (isPOST ? ["POST"] : ["GET", "HEAD"]), "\(method) \(path)")
    }
  }

  @Test(arguments: [
    "/nonsense", "/api", "/api/", "/api/player", "/api/tracks/", "//api/tracks", "/API/tracks",
    "/api/tracks/1", "/api/player/load/1", "/health/", "/health;x", "/ws/", "/page", "/page/",
    "/page/nothing.js", "/index.html", "/favicon", "/api/player/stream", "/%2Fhealth", "/health%2F",
    "/./health", "/api/../health", "/%E2%88%9E",
  ])
  func `an unknown path is not found`(_ target: String) async throws {
    let answer = try await server.get(target)
    #expect(answer.status == 404)
    #expect(answer.errorCode == "not_found")
  }

  @Test(arguments: readable)
  func `HEAD has the head of GET and no body`(_ path: String) async throws {
    let target = try await target(path)
    // On one connection: a stray body would make the next answer unreadable.
    let connection = try await server.connection()
    try await connection.send(
      ["HEAD", "GET", "HEAD"].flatMap { server.request($0, target).bytes })
    let before = try await connection.answer(to: "HEAD")
    let whole = try await connection.answer()
    let after = try await connection.answer(to: "HEAD")
    for answer in [before, after] {
      #expect(answer.status == 200)
      #expect(answer.fields.withoutDate == whole.fields.withoutDate)
    }
    #expect(whole["Content-Length"] == "\(whole.body.count)")
  }

  @Test func `HEAD of an unknown path is 404 without a body`() async throws {
    let connection = try await server.connection()
    try await connection.send(
      server.request("HEAD", "/nonsense").bytes + server.request("GET", "/health").bytes)
    #expect(try await connection.answer(to: "HEAD").status == 404)
    #expect(try await connection.answer().status == 200)
  }

  @Test(arguments: ["/api/tracks", "/api/library", "/api/profiles", "/health", "/nonsense"])
  func `JSON is marked as JSON and as not to be stored`(_ target: String) async throws {
    let answer = try await server.get(target)
    #expect(answer["Content-Type"] == "application/json")
    #expect(answer["Cache-Control"] == "no-store")
    // Read by a strict parser, and minimal in length.
    #expect(try answer.json.text() == answer.text)
  }

  @Test func `health names the program and the edition`() async throws {
    let health = try await server.get("/health").json
    #expect(health.members?.map(\.key) == ["status", "specification", "implementation"])
    #expect(health["status"] == "ok")
    #expect(health["specification"] == "2.0")
    let version = try await MasteringProcess.run("--version").outputLines.first
    #expect(health["implementation"]?.members?.map(\.key) == ["name", "version"])
    #expect(health["implementation"]?["version"]?.asString == version.map(String.init))
  }

  @Test(arguments: ["openapi.yaml", "asyncapi.yaml"])
  func `the documents are those of the specification`(_ name: String) async throws {
    let answer = try await server.get("/\(name)")
    #expect(answer.status == 200)
    #expect(answer["Content-Type"]?.hasPrefix("application/yaml") == true)
    let file = URL(fileURLWithPath: "\(Repository.root)/Spec/\(name)")
    #expect(try answer.body == Array(Data(contentsOf: file)))
  }

  @Test func `the profiles are those of profiles.list`() async throws {
    let host = try RPCProcess()
    host.send(#"{"jsonrpc":"2.0","id":1,"method":"profiles.list"}"#)
    let listed = try #require(try await host.answer()["result"])
    try await host.finish()
    #expect(try await server.get("/api/profiles").body == listed.utf8())
  }

  @Test func `the page is served with all its parts`() async throws {
    let page = try await server.get("/")
    #expect(page.status == 200)
    #expect(page["Content-Type"] == "text/html; charset=utf-8")
    let references = page.text.matches(of: /(?:src|href)="([^"#]+)"/).map { String($0.output.1) }
    #expect(references.count >= 2)
    for reference in references {
      let target = reference.hasPrefix("/") ? reference : "/\(reference)"
      #expect(target.hasPrefix("/page/"), "\(reference) leads elsewhere")
      let part = try await server.get(target)
      #expect(part.status == 200, "\(reference)")
      let type = part["Content-Type"] ?? ""
      let expected =
        switch target.split(separator: ".").last {
        case "js": "text/javascript"
        case "css": "text/css"
        case "svg": "image/svg+xml"
        default: "text/"
        }
      #expect(type.hasPrefix(expected), "\(reference) is \(type)")
    }
  }

  @Test func `a cached part of the page is not sent again`() async throws {
    let page = try await server.get("/")
    let tag = try #require(page["ETag"])
    let again = try await server.get("/", HTTPField("If-None-Match", tag))
    #expect(again.status == 304)
    #expect(again.body.isEmpty)
    #expect(try await server.get("/", HTTPField("If-None-Match", "\"other\"")).status == 200)
  }

  @Test func `answers arrive in the order of the requests on a connection`() async throws {
    let connection = try await server.connection()
    let targets = ["/health", "/nonsense", "/api/profiles", "/health", "/api/tracks?x=1"]
    try await connection.send(targets.flatMap { server.request("GET", $0).bytes })
    var statuses: [Int] = []
    for _ in targets { statuses.append(try await connection.answer().status) }
    #expect(statuses == [200, 404, 200, 200, 400])
  }

  @Test func `a client that has closed its sending side is still answered`() async throws {
    let connection = try await server.connection()
    try await connection.send(server.request("GET", "/health").bytes)
    connection.endSending()
    #expect(try await connection.answers().map(\.status) == [200])
  }

  @Test func `a client of HTTP/1.0 is answered and the connection closed`() async throws {
    var request = server.request("GET", "/health")
    request.version = "HTTP/1.0"
    let connection = try await server.connection()
    try await connection.send(request.bytes)
    #expect(try await connection.answers().map(\.status) == [200])
  }

  @Test func `a connection is closed after the request that asks for it`() async throws {
    let connection = try await server.connection()
    let last = server.request("GET", "/health", [HTTPField("Connection", "close")])
    try await connection.send(last.bytes + server.request("GET", "/health").bytes)
    #expect(try await connection.answers().map(\.status) == [200])
  }

  @Test func `a client that expects 100 Continue gets its answer`() async throws {
    let connection = try await server.connection()
    var request = server.request(
      "POST", "/api/player/load", [HTTPField("Expect", "100-continue")],
      body: ServeProcess.loading(freshTrack()))
    let body = request.body
    request.body = []
    try await connection.send(request.bytes)
    // A server that answers at once may omit 100.
    try await connection.send(body)
    var answer = try await connection.answer()
    if answer.status == 100 { answer = try await connection.answer() }
    #expect(answer.status == 404)
  }
}

extension Substring {
  /// The text without surrounding spaces.
  var trimmed: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}

extension [HTTPField] {
  /// All fields but `Date`, which always differs.
  var withoutDate: [HTTPField] { filter { $0.name.lowercased() != "date" } }
}
