import AudioDecoding
import AudioFixtures
import Fingerprinting
import MasteringModel
import ProfileCatalog
import Recommending
import StrictJSON
import Testing
import WireFormat

/// A recording for each kind of recommendation.
private let recordings: [(name: String, kind: Kind)] = [
  ("loop_garzul.flac", .single), ("loop_amen_full.flac", .hybrid), ("loop_compus.flac", .fallback),
]

private enum Kind: Sendable { case single, hybrid, fallback }

/// The payload is the same through every interface, byte for byte (chapter 07).
@Suite(
  .served { shelf in try recordings.forEach { try shelf.add(example: $0.name) } },
  .serialized)
struct WebFourDoorsTests {
  private let server: ServeProcess
  private let shelf: Shelf

  init() throws {
    server = try .shared()
    shelf = try #require(Served.shelf)
  }

  @Test(arguments: recordings)
  fileprivate func `Swift, JSON-RPC, HTTP and WebSocket give the same bytes`(
    _ name: String, _ kind: Kind
  ) async throws {
    let (track, path) = (freshTrack(), shelf.path(of: name))
    let swift = try await swiftPayload(track, path)
    let text = String(decoding: swift, as: UTF8.self)
    #expect(text.contains(#""is_hybrid":\#(kind == .hybrid)"#))
    #expect(text.contains(#""is_fallback":\#(kind == .fallback)"#))
    #expect(try await stdioPayload(track, path) == text)
    // First computed for a load, then cached for a request.
    let socket = try await server.webSocket()
    defer { socket.close() }
    try await server.load(track, path: path)
    let frame = try await verdict(socket, ofTrack: track)
    #expect(frame == #"{"type":"mastering_recommendation","data":\#(text)}"#)
    let answer = try await server.get("/api/player/mastering/recommendation/\(track)")
    #expect(answer.body == swift)
  }

  @Test func `a request that computes a recommendation gets the same bytes`() async throws {
    let (track, path) = (freshTrack(), shelf.path(of: "loop_amen_full.flac"))
    let settings = try RecommendationSettings(confidenceThreshold: 0.25, topK: 2)
    let answer = try await server.get(
      "/api/player/mastering/recommendation/\(track)?filepath=\(percentEncoded(path))"
        + "&confidence_threshold=0.25&top_k=2")
    #expect(try await answer.body == swiftPayload(track, path, settings))
  }

  private func swiftPayload(
    _ track: Int, _ path: String, _ settings: RecommendationSettings = .standard
  ) async throws -> [UInt8] {
    let engine = RecommendationEngine(
      fingerprints: AudioFingerprintProvider(decoder: SndfileDecoder(), workers: 2),
      profiles: BuiltInProfileProvider())
    return try await engine.recommendation(for: AnalysisRequest(path: path), settings: settings)
      .payload(trackID: track).utf8()
  }

  /// The result of `recommendation.weighted`, cut out of the line.
  private func stdioPayload(_ track: Int, _ path: String) async throws -> String {
    let host = try RPCProcess()
    host.send(
      #"{"jsonrpc":"2.0","id":1,"method":"recommendation.weighted","params":"#
        + #"{"track_id":\#(track),"path":\#(quoted(path))}}"#)
    host.endInput()
    let line = try #require(await host.remainingLines().first)
    let (start, end) = (#"{"jsonrpc":"2.0","result":"#, #","id":1}"#)
    try #require(line.hasPrefix(start) && line.hasSuffix(end), "\(line)")
    return String(line.dropFirst(start.count).dropLast(end.count))
  }

  /// The message that ends a track's analysis, exactly as in its frame.
  private func verdict(_ socket: WebSocketConnection, ofTrack track: Int) async throws -> String {
    while true {
      let text = try await socket.text()
      let message = try JSON.parse(text)
      if message.isVerdict, message.track == track { return String(decoding: text, as: UTF8.self) }
    }
  }
}
