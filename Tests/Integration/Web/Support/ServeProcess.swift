import AudioFixtures
import Foundation
import Testing

/// A running `mastering serve`.
///
///     try await withServer(shelf) { server in
///       let answer = try await server.get("/health")
///       #expect(answer.status == 200)
///     }
final class ServeProcess: Sendable {
  /// The port it listens on.
  let port: Int
  /// The line it printed.
  let greeting: String
  /// The token at the end of the address in that line; nil if there is none.
  let token: String?
  private let run: StartedCommand
  private let secrets: [String]

  /// The server shared by the tests of a suite; see ``Served``.
  @TaskLocal static var current: ServeProcess?

  /// The server of the caller's suite.
  static func shared() throws -> ServeProcess {
    try #require(current, "the suite is not .served")
  }

  /// How long a shutdown may take before it counts as hanging. The server has 2 s, which the
  /// benchmark measures. On a machine that plays two thousand cases at the same time, a test
  /// notices the end later.
  static let endingTime: Duration = .seconds(60)

  /// Starts a server and waits until it listens.
  ///
  /// - Parameter program: what to run, with `launch` before its other arguments; by default the
  ///   command itself.
  init(
    _ arguments: [String], shelf: Shelf, environment: [String: String] = [:],
    program: String = MasteringProcess.executable, launch: [String] = []
  ) async throws {
    run = try StartedCommand(
      launch + ["serve"] + arguments, in: shelf.surroundings, environment: environment,
      program: program, patience: .seconds(300))
    var first: String?
    for await line in run.lines {
      first = line
      break
    }
    guard let first else {
      let end = await run.end()
      let words = try run.errors()
      throw ByteSource.Malformed("serve ended with \(String(describing: end.status)): \(words)")
    }
    greeting = first
    secrets = shelf.secrets
    let match = try #require(first.firstMatch(of: /http:\/\/[^\s\/]*:(\d+)\//), "\(first)")
    port = try #require(Int(match.output.1))
    token = first.firstMatch(of: /#token=([A-Za-z0-9._~-]+)/).map { String($0.output.1) }
  }

  /// The arguments that most tests use: no token unless they give one, and scans only on request.
  static func arguments(
    _ shelf: Shelf, _ arguments: [String], _ environment: [String: String] = [:]
  ) -> [String] {
    let hasToken = arguments.contains("--token") || environment["MASTERING_TOKEN"] != nil
    return [shelf.path, "--port", "0", "--no-cache", "--no-watch"]
      + (hasToken ? [] : ["--no-token"]) + arguments
  }

  /// The host and port for requests.
  var host: String { "127.0.0.1:\(port)" }

  /// Its process ID.
  var identifier: Int32 { run.identifier }

  /// Sends it a signal.
  func send(_ signal: Int32) { run.send(signal) }

  #if os(Linux)
    /// The targets of its open file descriptors.
    func openDescriptors() throws -> [String] { try run.openDescriptors() }
  #endif

  /// Waits until it ends.
  func end() async -> StartedCommand.End { await run.end() }

  /// Its standard error so far.
  func errors() throws -> String { try run.errors() }

  /// Ends it, waits, and returns how long that took.
  ///
  /// Any result but exit status 0 is an issue: a server that trapped on a request was ended by a
  /// signal.
  @discardableResult
  func stop(
    with signal: Int32 = SIGTERM, sourceLocation: SourceLocation = #_sourceLocation
  ) async -> Duration {
    let clock = ContinuousClock()
    let start = clock.now
    run.send(signal)
    let end = await run.end()
    let duration = clock.now - start
    if end.status != 0 {
      Issue.record(
        "the server ended with \(end): \((try? errors().suffix(2000)) ?? "")",
        sourceLocation: sourceLocation)
    }
    return duration
  }

  // MARK: Requests

  /// A connection to it.
  func connection(
    patience: Duration = Socket.usualPatience, receiveBufferBytes: Int32? = nil
  ) async throws -> HTTPConnection {
    try await HTTPConnection(
      port: port, secrets: secrets, patience: patience, receiveBufferBytes: receiveBufferBytes)
  }

  /// A request to it, with the token it printed unless the fields contain another.
  func request(
    _ method: String, _ target: String, _ fields: [HTTPField] = [], body: String = ""
  ) -> HTTPRequest {
    var fields = fields
    if let token, !fields.contains(where: { $0.name.lowercased() == "authorization" }) {
      fields.append(HTTPField("Authorization", "Bearer \(token)"))
    }
    return HTTPRequest(method, target, host: host, fields, body: Array(body.utf8))
  }

  /// The answer to a request on its own connection.
  func answer(_ request: HTTPRequest) async throws -> HTTPAnswer {
    let connection = try await connection()
    defer { connection.close() }
    try await connection.send(request.bytes)
    return try await connection.answer(to: request.method)
  }

  func get(_ target: String, _ fields: HTTPField...) async throws -> HTTPAnswer {
    try await answer(request("GET", target, fields))
  }

  func post(_ target: String, _ body: String = "") async throws -> HTTPAnswer {
    try await answer(request("POST", target, body: body))
  }

  /// Loads a track; the answer must be 200.
  func load(_ track: Int, path: String? = nil) async throws {
    let answer = try await post("/api/player/load", Self.loading(track, path: path))
    try #require(answer.status == 200, "\(answer.text)")
  }

  /// The body that loads a track.
  static func loading(_ track: Int, path: String? = nil) -> String {
    guard let path else { return #"{"track_id":\#(track)}"# }
    return #"{"track_id":\#(track),"track_path":\#(quoted(path))}"#
  }

  /// A client of its WebSocket.
  func webSocket(
    _ fields: HTTPField..., patience: Duration = Socket.usualPatience,
    receiveBufferBytes: Int32? = nil
  ) async throws -> WebSocketConnection {
    let connection = try await connection(
      patience: patience, receiveBufferBytes: receiveBufferBytes)
    try await connection.send(upgrade(fields).bytes)
    return try await WebSocketConnection(connection)
  }

  /// A request that opens a WebSocket.
  func upgrade(_ fields: [HTTPField] = [], target: String = "/ws") -> HTTPRequest {
    request(
      "GET", target,
      [
        HTTPField("Upgrade", "websocket"), HTTPField("Connection", "Upgrade"),
        HTTPField("Sec-WebSocket-Key", WebSocketConnection.key),
        HTTPField("Sec-WebSocket-Version", "13"),
      ] + fields)
  }
}

/// Runs the body with a server for a shelf, then shuts the server down.
func withServer<Result>(
  _ shelf: Shelf, _ arguments: String..., environment: [String: String] = [:],
  isolation: isolated (any Actor)? = #isolation,
  sourceLocation: SourceLocation = #_sourceLocation,
  _ body: (ServeProcess) async throws -> Result
) async throws -> Result {
  let server = try await ServeProcess(
    ServeProcess.arguments(shelf, arguments, environment), shelf: shelf, environment: environment)
  do {
    let result = try await body(server)
    await server.stop(sourceLocation: sourceLocation)
    return result
  } catch {
    await server.stop(sourceLocation: sourceLocation)
    throw error
  }
}
