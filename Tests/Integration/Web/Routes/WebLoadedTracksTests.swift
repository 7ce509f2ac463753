import AudioFixtures
import StrictJSON
import Testing

/// Tracks that were loaded by path (HTTP-19), and `--open-range`.
@Suite(.takesTurns(at: .server)) struct WebLoadedTracksTests {
  private let shelf: Shelf

  init() throws { shelf = try Shelf() }

  @Test func `other routes know a loaded track`() async throws {
    try shelf.add(noise: "one.wav")
    try await withServer(shelf) { server in
      let track = freshTrack()
      let statuses = [
        "/api/player/stream/\(track)": 404,
        "/api/player/mastering/recommendation/\(track)": 400,
      ]
      for (target, unknown) in statuses {
        #expect(try await server.get(target).status == unknown)
      }
      try await server.load(track, path: shelf.path(of: "one.wav"))
      for target in statuses.keys { #expect(try await server.get(target).status == 200) }
      try await server.load(track)
    }
  }

  @Test func `a loaded track takes precedence over a library track with the same number`()
    async throws
  {
    try shelf.add(noise: "one.wav", frames: 1000)
    try shelf.add(noise: "two.wav", frames: 2000)
    try await withServer(shelf) { server in
      let track = try await server.track(titled: "one")
      try await server.load(track, path: shelf.path(of: "two.wav"))
      let stream = try await server.get("/api/player/stream/\(track)")
      #expect(try stream.body == shelf.bytes(of: "two.wav"))
    }
  }

  @Test func `a loaded track is dropped after 256 others`() async throws {
    try shelf.add(noise: "one.wav", frames: 100)
    try await withServer(shelf) { server in
      let connection = try await server.connection()
      func load(_ tracks: ClosedRange<Int>) async throws {
        let path = shelf.path(of: "one.wav")
        for track in tracks {
          try await connection.send(
            server.request(
              "POST", "/api/player/load", body: ServeProcess.loading(track, path: path)
            ).bytes)
          #expect(try await connection.answer().status == 200)
        }
      }
      // Numbers that belong to no library track.
      let first = 7_000_001
      try await load(first...first + 256)
      #expect(try await server.get("/api/player/stream/\(first)").status == 404)
      #expect(try await server.get("/api/player/stream/\(first + 1)").status == 200)
      #expect(try await server.get("/api/player/stream/\(first + 256)").status == 200)
    }
  }

  @Test func `a file in an open range can be loaded by path and is not in the library`()
    async throws
  {
    let range = try shelf.surroundings.folder("range")
    try shelf.surroundings.file("range/far.wav", .noise(), as: .integer16)
    try shelf.add(noise: "near.wav")
    try await withServer(shelf, "--open-range", range) { server in
      #expect(try await server.tracks().map { $0["title"] } == ["near"])
      let path = "\(range)/far.wav"
      let answer = try await server.get(
        "/api/player/mastering/recommendation/\(freshTrack())?filepath=\(percentEncoded(path))")
      #expect(answer.status == 200)
      let track = freshTrack()
      try await server.load(track, path: path)
      #expect(try await server.get("/api/player/stream/\(track)").status == 200)
    }
    try await withServer(shelf) { server in
      let answer = try await server.post(
        "/api/player/load", ServeProcess.loading(freshTrack(), path: "\(range)/far.wav"))
      #expect(answer.status == 403)
    }
  }
}
