import AudioFixtures
import Foundation
import StrictJSON
import Testing

/// `GET /api/player/mastering/recommendation/{track_id}` (HTTP-17), and which clients receive the
/// result (HTTP-42).
@Suite(
  .served {
    try $0.add(noise: "one.wav")
    try $0.add(noise: "mark.wav", seed: 99)
  }, .serialized)
struct WebRecommendationTests {
  private let server: ServeProcess
  private let shelf: Shelf

  init() throws {
    server = try .shared()
    shelf = try #require(Served.shelf)
  }

  private func target(_ track: Int, _ path: String? = nil) -> String {
    let target = "/api/player/mastering/recommendation/\(track)"
    return path.map { "\(target)?filepath=\(percentEncoded($0))" } ?? target
  }

  /// The messages so far: all that arrive before those of a new load.
  private func messagesSoFar(_ socket: WebSocketConnection) async throws -> [[UInt8]] {
    let mark = freshTrack()
    try await server.load(mark, path: shelf.path(of: "mark.wav"))
    var texts: [[UInt8]] = []
    while true {
      let text = try await socket.text()
      if try JSON.parse(text).track == mark { return texts }
      texts.append(text)
    }
  }

  @Test func `the answer is the payload with the track's number`() async throws {
    let track = try await server.track(titled: "one")
    let answer = try await server.get(target(track))
    #expect(answer.status == 200)
    let keys = try #require(try answer.json.members).map(\.key)
    #expect(
      keys == [
        "track_id", "primary_profile_id", "primary_profile_name", "confidence_score",
        "predicted_loudness_change", "predicted_crest_change", "predicted_centroid_change",
        "weighted_profiles", "alternative_profiles", "reasoning", "is_hybrid", "is_fallback",
        "confidence_threshold", "top_k", "fingerprint", "headroom",
      ])
    #expect(try answer.json["track_id"] == .integer(track))
    #expect(try answer.json.text() == answer.text)
  }

  @Test func `each recommendation is sent to every client, computed or cached`() async throws {
    let path = try shelf.add(noise: "told.wav", seed: 3)
    let track = freshTrack()
    let sockets = [try await server.webSocket(), try await server.webSocket()]
    let answer = try await server.get(target(track, path))
    let again = try await server.get(target(track, path))
    #expect(again.body == answer.body)
    let expected = Array(#"{"type":"mastering_recommendation","data":"#.utf8) + answer.body + [0x7D]
    for socket in sockets {
      let told = try await messagesSoFar(socket).filter { try JSON.parse($0).track == track }
      #expect(try told.filter { try JSON.parse($0).isVerdict } == [expected, expected])
      socket.close()
    }
  }

  @Test func `a missing recommendation is reported to every client`() async throws {
    let path = try shelf.add(bytes: Array("no sound".utf8), as: "none.wav")
    let track = freshTrack()
    let socket = try await server.webSocket()
    defer { socket.close() }
    let answer = try await server.get(target(track, path))
    #expect(answer.status == 415)
    let told = try await messagesSoFar(socket).map { try JSON.parse($0) }
      .filter { $0.track == track && $0.isVerdict }
    #expect(told.map { $0["type"] } == ["mastering_recommendation_failed"])
    #expect(told.first?["data"]?["code"]?.asString == answer.errorCode)
  }

  @Test func `ten simultaneous requests share one analysis`() async throws {
    let path = try shelf.add(noise: "crowd.wav", seed: 4, frames: 10 * 44_100)
    let (track, server) = (freshTrack(), server)
    let request = server.request("GET", target(track, path))
    let socket = try await server.webSocket()
    defer { socket.close() }
    let bodies = try await withThrowingTaskGroup(of: [UInt8].self) { group in
      for _ in 0..<10 {
        group.addTask {
          let answer = try await server.answer(request)
          #expect(answer.status == 200)
          return answer.body
        }
      }
      return try await group.reduce(into: Set()) { $0.insert($1) }
    }
    #expect(bodies.count == 1)
    let told = try await messagesSoFar(socket).map { try JSON.parse($0) }
      .filter { $0.track == track && $0.isVerdict }
    // Each answer is also sent as a message (HTTP-42), and all are equal.
    #expect((1...10).contains(told.count))
    #expect(Set(told.map { $0["data"]?.text() }).count == 1)
  }

  @Test func `a request during a load waits for its analysis`() async throws {
    let path = try shelf.add(noise: "joined.wav", seed: 5, frames: 10 * 44_100)
    let track = freshTrack()
    let socket = try await server.webSocket()
    defer { socket.close() }
    let connection = try await server.connection()
    let load = server.request(
      "POST", "/api/player/load", body: ServeProcess.loading(track, path: path))
    try await connection.send(load.bytes + server.request("GET", target(track)).bytes)
    #expect(try await connection.answer().status == 200)
    let answer = try await connection.answer()
    #expect(answer.status == 200)
    let told = try await messagesSoFar(socket).filter {
      let message = try JSON.parse($0)
      return message.track == track && message.isVerdict
    }
    let expected = Array(#"{"type":"mastering_recommendation","data":"#.utf8) + answer.body + [0x7D]
    #expect(told == [expected])
  }

  @Test func `the recommendation of a loaded track is cached`() async throws {
    let path = try shelf.add(noise: "loaded.wav", seed: 6)
    let track = freshTrack()
    let socket = try await server.webSocket()
    defer { socket.close() }
    try await server.load(track, path: path)
    let verdict = try #require(try await socket.story(ofTrack: track).last)
    let answer = try await server.get(target(track))
    #expect(answer.body == verdict["data"]?.utf8())
    let told = try await messagesSoFar(socket).filter { try JSON.parse($0).track == track }
    #expect(
      told == [Array(#"{"type":"mastering_recommendation","data":"#.utf8) + answer.body + [0x7D]])
  }

  @Test func `other settings need no new analysis`() async throws {
    let path = try shelf.add(noise: "settings.wav", seed: 7)
    let track = freshTrack()
    let first = try await server.get(target(track, path))
    let other = try await server.get("\(target(track, path))&confidence_threshold=1&top_k=2")
    #expect(other.status == 200)
    #expect(try other.json["fingerprint"] == first.json["fingerprint"])
    #expect(try other.json["confidence_threshold"]?.asDouble == 1)
  }

  @Test func `a changed file is analysed again`() async throws {
    let path = try shelf.add(noise: "changing.wav", seed: 8)
    let track = freshTrack()
    let before = try await server.get(target(track, path))
    try shelf.add(noise: "changing.wav", seed: 9, frames: 50_000)
    let after = try await server.get(target(track, path))
    #expect(after.status == 200)
    #expect(try after.json["fingerprint"] != before.json["fingerprint"])
  }

  @Test func `a track outside the library needs a path`() async throws {
    let answer = try await server.get(target(freshTrack()))
    #expect(answer.status == 400)
    #expect(answer.errorCode == "bad_request")
  }

  @Test(arguments: [
    ("", 403), ("%00", 404), ("a%00.wav", 404), ("%FF", 400), ("relative.wav", 403), ("~", 403),
    ("%20", 403),
  ])
  func `an invalid path is refused`(_ path: String, _ status: Int) async throws {
    let answer = try await server.get("\(target(freshTrack()))?filepath=\(path)")
    #expect(answer.status == status)
    #expect(answer.errorCode != nil)
  }

  @Test func `a client that disconnects before the answer affects no other`() async throws {
    let path = try shelf.add(noise: "left.wav", seed: 11, frames: 10 * 44_100)
    let track = freshTrack()
    for _ in 0..<5 {
      let connection = try await server.connection()
      try await connection.send(server.request("GET", target(track, path)).bytes)
      connection.close()
    }
    #expect(try await server.get(target(track, path)).status == 200)
  }
}
