import AudioFixtures
import StrictJSON
import Testing

/// Clients that do not read (WS-5), and those that answer no ping (WS-6).
@Suite(.takesTurns(at: .server)) struct WebSocketUnreadTests {
  private let shelf: Shelf

  init() throws {
    shelf = try Shelf()
    try shelf.add(noise: "one.wav")
  }

  @Test func `a client that does not read is dropped, and others get everything`() async throws {
    let profiles = try await shelf.longWindedProfiles()
    try await withServer(shelf, "--profiles", profiles) { server in
      let reader = try await server.webSocket()
      let sleeper = try await server.webSocket(receiveBufferBytes: 4096)
      let path = shelf.path(of: "one.wav")
      // About 2 MB, far more than the system buffers for a connection.
      var last = 0
      for _ in 0..<500 {
        last = freshTrack()
        try await server.load(last, path: path)
        let story = try await reader.story(ofTrack: last)
        #expect(story.first?["type"] == "track_loaded")
      }
      // Buffered messages still arrive; the last one does not.
      var heard: [Int] = []
      var code: Int?
      // The connection may end inside a message.
      while let frame = try? await sleeper.frame() {
        if frame.opcode == .text, let track = try JSON.parse(frame.payload).track {
          heard.append(track)
        }
        if frame.opcode == .close { code = frame.closeCode }
      }
      #expect(!heard.contains(last))
      #expect(code == nil || code == 1013)
      // It may connect again.
      let again = try await server.webSocket()
      #expect(try await again.story(ofTrack: last).first?["type"] == "track_loaded")
    }
  }

  @Test func `a client that only reads slowly gets everything`() async throws {
    try await withServer(shelf) { server in
      let slow = try await server.webSocket(receiveBufferBytes: 4096)
      var tracks: [Int] = []
      for _ in 0..<20 {
        tracks.append(freshTrack())
        try await server.load(tracks[tracks.count - 1], path: shelf.path(of: "one.wav"))
        // The client shows that it is alive, though it has read no ping (RFC 6455, 5.5.3).
        try await slow.send(.pong([]))
      }
      let story = try await slow.story(ofTrack: tracks[tracks.count - 1])
      let loaded = story.filter { $0["type"] == "track_loaded" }.compactMap(\.track)
      #expect(loaded == tracks)
    }
  }

  @Test(.enabled(if: SlowClients.areTried, "takes minutes; set MASTERING_SLOW_CLIENTS"))
  func `a client that answers no ping is dropped, and one that does is not`() async throws {
    try await withServer(shelf) { server in
      let (mute, polite) = (try await server.webSocket(), try await server.webSocket())
      let mark = freshTrack()
      async let isThere = hears(polite, of: mark)
      let clock = ContinuousClock()
      let start = clock.now
      var pings = 0
      while let frame = try await mute.frame() { if frame.opcode == .ping { pings += 1 } }
      #expect(pings >= 1)
      // It has 30 s after a ping.
      #expect((Duration.seconds(25)..<Duration.seconds(75)).contains(clock.now - start))
      try await server.load(mark, path: shelf.path(of: "one.wav"))
      #expect(try await isThere)
    }
  }

  /// Answers pings until a track is loaded; false if the connection ends first.
  private func hears(_ socket: WebSocketConnection, of track: Int) async throws -> Bool {
    while let frame = try await socket.frame() {
      if frame.opcode == .ping { try await socket.send(.pong(frame.payload)) }
      if frame.opcode == .text, try JSON.parse(frame.payload).track == track { return true }
    }
    return false
  }
}
