import AudioFixtures
import StrictJSON
import Testing

/// `POST /api/cache/clear`, and what the cache keeps across a restart.
@Suite(.takesTurns(at: .server)) struct WebForgettingTests {
  private let shelf: Shelf

  init() throws {
    shelf = try Shelf()
    try shelf.add(noise: "one.wav")
    try shelf.add(noise: "two.wav", seed: 2)
  }

  @Test func `the recommendations of one track, or of all, are cleared and counted`() async throws {
    try await withServer(shelf) { server in
      var tracks: [Int] = []
      for title in ["one", "two"] {
        let track = try await server.track(titled: title)
        #expect(try await server.get("/api/player/mastering/recommendation/\(track)").status == 200)
        tracks.append(track)
      }
      let first = try await server.post("/api/cache/clear?track_id=\(tracks[0])")
      #expect(first.status == 200)
      #expect(first.text == #"{"cleared":1}"#)
      #expect(
        try await server.post("/api/cache/clear?track_id=\(tracks[0])").text == #"{"cleared":0}"#)
      #expect(try await server.post("/api/cache/clear").text == #"{"cleared":1}"#)
      #expect(try await server.post("/api/cache/clear").text == #"{"cleared":0}"#)
      // Cleared, but computed again on request.
      #expect(
        try await server.get("/api/player/mastering/recommendation/\(tracks[0])").status == 200)
    }
  }

  @Test func `servers share measurements, both at the same time and later`()
    async throws
  {
    let database = shelf.surroundings.path(of: "shared.sqlite")
    func story(_ server: ServeProcess) async throws -> [JSON] {
      let socket = try await server.webSocket()
      defer { socket.close() }
      let track = freshTrack()
      try await server.load(track, path: shelf.path(of: "one.wav"))
      return try await socket.newStory(ofTrack: track).compactMap { $0["data"]?["status"] }
    }
    func server() async throws -> ServeProcess {
      try await ServeProcess([shelf.path, "--port", "0", "--cache", database], shelf: shelf)
    }
    let (first, second) = (try await server(), try await server())
    #expect(try await story(first).last == "complete")
    #expect(try await story(second) == ["cached"])
    await first.stop()
    await second.stop()
    let third = try await server()
    #expect(try await story(third) == ["cached"])
    await third.stop()
  }
}
