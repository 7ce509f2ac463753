import AudioFixtures
import Foundation
import StrictJSON
import Testing

/// `mastering serve` as a command: its options, its output and its failures.
@Suite(.takesTurns(at: .server)) struct WebServeCommandTests {
  private let shelf: Shelf

  init() throws { shelf = try Shelf() }

  /// A run that ends by itself before it listens.
  private func run(
    _ arguments: String..., environment: [String: String] = [:]
  ) async throws -> MasteringProcess {
    try await MasteringProcess.run(["serve"] + arguments, environment: environment)
  }

  // MARK: Failures

  @Test func `a port in use is reported, with advice`() async throws {
    let holder = try PortHolder()
    let run = try await run(shelf.path, "--no-cache", "--port", "\(holder.port)")
    #expect(run.status == 1)
    #expect(run.output == "")
    #expect(run.errorLines.count == 1)
    #expect(run.errors.contains("\(holder.port)"))
    #expect(run.errors.contains("--port"))
  }

  @Test func `a missing folder, or a file in its place, is reported by name`() async throws {
    let file = try shelf.add(noise: "file.wav")
    for path in [shelf.path(of: "nothing"), file] {
      let run = try await run(path, "--no-cache", "--port", "0")
      #expect(run.status == 64, "\(path)")
      #expect(run.output == "", "\(path)")
      #expect(run.errors.contains(path), "\(path)")
    }
    let open = try await run(
      shelf.path, "--no-cache", "--port", "0", "--open-range", shelf.path(of: "nothing"))
    #expect(open.status == 64)
    // One wrong folder is enough.
    let both = try await run(shelf.path, shelf.path(of: "nothing"), "--port", "0", "--no-cache")
    #expect(both.status == 64)
  }

  @Test(arguments: [
    ([], "<folders>"), (["FOLDER", "--port", "x"], "--port"), (["FOLDER", "--port=-1"], "-1"),
    (["FOLDER", "--port", "65536"], "65536"), (["FOLDER", "--port", "1.5"], "--port"),
    (["FOLDER", "--port", "99999999999999999999"], "--port"), (["FOLDER", "--port", ""], "--port"),
    (["FOLDER", "--host", ""], "--host"), (["FOLDER", "--log-level", "loud"], "loud"),
    (["FOLDER", "--requests-per-second", "often"], "--requests-per-second"),
    (["FOLDER", "--requests-per-second=-1"], "-1"),
    (["FOLDER", "--requests-per-second", "nan"], "requests-per-second"),
    (["FOLDER", "--token", ""], "token"), (["FOLDER", "--token", "short"], "token"),
    (["FOLDER", "--token", "with space in it"], "token"),
    (["FOLDER", "--token", "line\nbreak12"], "token"), (["FOLDER", "--nonsense"], "--nonsense"),
    (["FOLDER", "--token", "0123456789abcdef", "--no-token"], "--no-token"),
  ])
  func `a wrong command line is reported and ends with 64`(
    _ arguments: [String], _ word: String
  ) async throws {
    let run = try await MasteringProcess.run(
      ["serve"] + arguments.map { $0 == "FOLDER" ? shelf.path : $0 } + ["--no-cache"])
    #expect(run.status == 64)
    #expect(run.output == "")
    #expect(run.errors.hasPrefix("Error: "))
    #expect(run.errors.contains(word))
  }

  @Test(arguments: [
    ("999.1.1.1", "there is no host of that name"),
    ("nonsense.invalid", "there is no host of that name"),
    ("192.0.2.1", "this machine has no such address"),
    ("127.0.0.1:80", "there is no host of that name"),
    ("http://127.0.0.1", "there is no host of that name"),
  ])
  func `an address of another machine is reported`(
    _ host: String, _ reason: String
  ) async throws {
    let run = try await run(
      shelf.path, "--no-cache", "--port", "0", "--host", host, "--token", "0123456789abcdef")
    #expect(run.status == 1)
    #expect(run.output == "")
    #expect(run.errors.contains("cannot listen on \(host): \(reason)"), "\(run.errors)")
  }

  @Test(arguments: ["0.0.0.0", "::", "192.0.2.1", "0"])
  func `anything but a loopback address needs a token`(_ host: String) async throws {
    for environment in [[:], ["MASTERING_TOKEN": "0123456789abcdef"]] {
      let run = try await run(
        shelf.path, "--no-cache", "--port", "0", "--host", host, "--no-token",
        environment: environment)
      #expect(run.status == 64)
      #expect(run.output == "")
      #expect(run.errors.contains("token"))
    }
  }

  @Test func `with a token it listens on all addresses, and accepts any numeric one`() async throws
  {
    let token = "0123456789abcdef"
    try await withServer(
      shelf, "--host", "0.0.0.0", environment: ["MASTERING_TOKEN": token]
    ) { server in
      for host in ["127.0.0.1", "192.0.2.1", "[2001:db8::1]", "10.1.2.3"] {
        let answer = try await server.answer(
          HTTPRequest("GET", "/health", host: "\(host):\(server.port)"))
        #expect(answer.status == 200, "\(host)")
      }
      for host in ["evil.example", "1.2.3.4.evil.example", "studio", "127.1", "0x7f000001", "[x]"] {
        let answer = try await server.answer(
          HTTPRequest("GET", "/health", host: "\(host):\(server.port)"))
        #expect(answer.status == 403, "\(host)")
      }
      let stranger = try await server.get("/api/tracks")
      #expect(stranger.status == 401)
    }
  }

  // MARK: Output

  @Test func `it prints one line with the address, and nothing else`() async throws {
    try shelf.add(noise: "one.wav")
    let run = try StartedCommand(
      ["serve", shelf.path, "--port", "0", "--no-cache"], in: shelf.surroundings)
    var lines: [String] = []
    for await line in run.lines {
      lines.append(line)
      // It is already listening when it prints the line.
      let match = try #require(line.firstMatch(of: /http:\/\/127\.0\.0\.1:(\d+)\//))
      let port = try #require(Int(match.output.1))
      let connection = try await HTTPConnection(port: port)
      try await connection.send(HTTPRequest("GET", "/health", host: "127.0.0.1:\(port)").bytes)
      #expect(try await connection.answer().status == 200)
      run.send(SIGTERM)
    }
    #expect(lines.count == 1)
    #expect(await run.end().status == 0)
    #expect(try run.errors() == "")
  }

  @Test func `a token is not printed`() async throws {
    let token = "0123456789abcdef"
    try await withServer(shelf, "--token", token, "--log-level", "trace") { server in
      _ = try await server.get("/api/tracks", HTTPField("Authorization", "Bearer \(token)"))
      let log = try server.errors()
      #expect(!server.greeting.contains(token))
      #expect(!log.contains(token))
    }
  }

  @Test func `the log is one JSON object per line, if requested`() async throws {
    try shelf.add(noise: "one.wav")
    try shelf.add(bytes: [1, 2, 3], as: "broken.wav")
    let server = try await ServeProcess(
      [shelf.path, "--port", "0", "--no-cache", "--json-logs", "--log-level", "trace"], shelf: shelf
    )
    try await server.libraryWhenReady()
    _ = try await server.get("/nonsense")
    try await server.load(freshTrack(), path: shelf.path(of: "broken.wav"))
    let socket = try await server.webSocket()
    try await socket.send(.text("a").with(reservedBits: 7))
    _ = try await socket.end()
    await server.stop()
    let lines = try server.errors().split(separator: "\n")
    #expect(!lines.isEmpty)
    for line in lines {
      let entry = try JSON.parse(String(line))
      let time = try #require(entry["time"]?.asString)
      // With its time zone; without one it would be ambiguous.
      let moment = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)/
      #expect(time.wholeMatch(of: moment) != nil, "\(time)")
      #expect(
        ["trace", "debug", "info", "notice", "warning", "error", "critical"]
          .contains(entry["level"]?.asString))
      #expect(entry["message"]?.asString?.isEmpty == false)
    }
  }

  @Test func `a request cannot write lines of its own into the log`() async throws {
    let server = try await ServeProcess(
      [shelf.path, "--port", "0", "--no-cache", "--json-logs", "--log-level", "trace"], shelf: shelf
    )
    for target in ["/a%0Aforged", "/a%0D%0Aforged", "/a%1B[2Jforged", "/api/tracks?forged%0A=1"] {
      _ = try await server.get(target)
    }
    _ = try await server.get(
      "/health", HTTPField("User-Agent", "\u{9B}31mforged"), HTTPField("Referer", "{\"forged\":1}"))
    await server.stop()
    for line in try server.errors().split(separator: "\n") {
      #expect(try JSON.parse(String(line))["forged"] == nil)
      #expect(!line.hasPrefix("forged"))
      #expect(!line.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x9B })
    }
  }

  // MARK: Output that nothing reads

  /// Ways to start it so that its output goes nowhere. The shell prints the ID of the process that
  /// becomes the server.
  private static let mutedStarts = [
    #"{ echo $$ >&2; exec "$0" "$@"; } >&-"#,
    #"sh -c 'echo $$ >&2; exec "$0" "$@"' "$0" "$@" | :"#,
  ]

  @Test(arguments: mutedStarts)
  func `it serves even if its output is not read`(_ script: String) async throws {
    let port = try freePort()
    let run = try StartedCommand(
      [
        "-c", script, MasteringProcess.executable, "serve", shelf.path, "--port", "\(port)",
        "--no-cache",
      ], in: shelf.surroundings, program: "/bin/sh")
    var process: Int32?
    while process == nil {
      process = try run.errors().split(separator: "\n").first.flatMap { Int32($0) }
    }
    let server = try #require(process)
    var answer: HTTPAnswer?
    // Until it listens, connections are refused at once.
    while answer == nil, kill(server, 0) == 0 {
      guard let connection = try? await HTTPConnection(port: port) else { continue }
      try await connection.send(HTTPRequest("GET", "/health", host: "127.0.0.1:\(port)").bytes)
      answer = try await connection.answer()
    }
    #expect(answer?.status == 200)
    kill(server, SIGTERM)
    _ = await run.end()
    // It is gone, and the port is free.
    await #expect(throws: Socket.Failure.self) { try await HTTPConnection(port: port) }
  }

  // MARK: Environment

  @Test(.enabled(if: canHideFolders, "this system allows no view of its own"))
  func `a copied binary serves page and documents on its own`() async throws {
    let copy = shelf.surroundings.path(of: "mastering")
    try FileManager.default.copyItem(atPath: MasteringProcess.executable, toPath: copy)
    // Empty folders, visible only to the server, cover the sources and the build folder.
    let built = URL(fileURLWithPath: MasteringProcess.executable).resolvingSymlinksInPath().path
    let hidden =
      [Repository.root] + built.matches(of: /^.*\/\.build[^\/]*/).map { String($0.output) }
    // A nested folder is covered before the folder around it.
    let covering = Set(hidden).sorted { $0.utf8.count > $1.utf8.count }
      .map { "mount -t tmpfs none '\($0)'" }.joined(separator: " && ")
    let server = try await ServeProcess(
      [shelf.path, "--port", "0", "--no-cache"], shelf: shelf, environment: ["PWD": "/"],
      program: "/usr/bin/unshare",
      launch: ["-Urm", "sh", "-c", "\(covering) && cd / && exec \"$0\" \"$@\"", copy])
    for target in ["/", "/openapi.yaml", "/asyncapi.yaml", "/health", "/api/profiles"] {
      let answer = try await server.get(target)
      #expect(answer.status == 200, "\(target)")
      #expect(!answer.body.isEmpty, "\(target)")
    }
    await server.stop()
  }

  /// Whether a process can get its own view of the file system here.
  private static let canHideFolders: Bool = {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/unshare")
    process.arguments = ["-Urm", "sh", "-c", "mount -t tmpfs none /mnt"]
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }()
}
