import AudioFixtures
import StrictJSON
import Testing

/// Which clients receive which messages, and when (WS-2 to WS-4).
@Suite(.takesTurns(at: .server)) struct WebSocketBroadcastTests {
  private let shelf: Shelf

  init() throws {
    shelf = try Shelf()
    try shelf.add(noise: "one.wav")
    try shelf.add(noise: "two.wav", seed: 2)
  }

  @Test func `every client gets every message, in the same order`() async throws {
    try await withServer(shelf) { server in
      let last = freshTrack()
      var readers: [Task<[[UInt8]], any Error>] = []
      for _ in 0..<20 {
        let socket = try await server.webSocket()
        // Reading starts at once, because a client that answers no ping is dropped.
        readers.append(Task { try await texts(to: socket, untilVerdictOn: last) })
      }
      for index in 0..<30 {
        // Without waiting for the end of the previous load.
        try await server.load(
          index == 29 ? last : freshTrack(),
          path: shelf.path(of: index % 2 == 0 ? "one.wav" : "two.wav"))
      }
      var stories: [[[UInt8]]] = []
      for reader in readers { stories.append(try await reader.value) }
      let story = try #require(stories.first)
      #expect(stories.allSatisfy { $0 == story })
      let loads = try story.filter { try JSON.parse($0)["type"] == "track_loaded" }
      #expect(loads.count == 30)
    }
  }

  private func texts(
    to socket: WebSocketConnection, untilVerdictOn track: Int
  ) async throws -> [[UInt8]] {
    var texts: [[UInt8]] = []
    while true {
      let text = try await socket.text()
      texts.append(text)
      let message = try JSON.parse(text)
      if message.isVerdict, message.track == track { return texts }
    }
  }

  @Test func `a message has two members and no others`() async throws {
    try await withServer(shelf) { server in
      let (socket, track) = (try await server.webSocket(), freshTrack())
      try await server.load(track, path: shelf.path(of: "one.wav"))
      for message in try await socket.story(ofTrack: track) {
        #expect(message.members?.map(\.key) == ["type", "data"])
        let keys = message["data"]?.members?.map(\.key) ?? []
        switch message["type"] {
        case "track_loaded": #expect(keys == ["track_id"])
        case "fingerprint_progress": #expect(keys == ["track_id", "status", "message"])
        default: #expect(keys.count == 16)
        }
      }
    }
  }

  @Test func `a client that connects before any load gets nothing`() async throws {
    try await withServer(shelf) { server in
      let socket = try await server.webSocket()
      try await socket.send(.ping([1]))
      #expect(try await socket.frame() == .answering([1]))
      let track = freshTrack()
      try await server.load(track, path: shelf.path(of: "one.wav"))
      #expect(try await socket.message()["type"] == "track_loaded")
    }
  }

  @Test func `a client that connects late gets the current state`() async throws {
    try await withServer(shelf) { server in
      let first = try await server.webSocket()
      let (old, track) = (freshTrack(), freshTrack())
      try await server.load(old, path: shelf.path(of: "two.wav"))
      _ = try await first.story(ofTrack: old)
      try await server.load(track, path: shelf.path(of: "one.wav"))
      let story = try await first.story(ofTrack: track)
      let late = try await server.webSocket()
      let told = try await late.story(ofTrack: track)
      // The latest progress; nothing about the previous track.
      let progress = story.filter { $0["type"] == "fingerprint_progress" }
      #expect(told == [story[0], try #require(progress.last), try #require(story.last)])
      // From then on, everything.
      let next = freshTrack()
      try await server.load(next, path: shelf.path(of: "two.wav"))
      let (here, there) = (
        try await first.story(ofTrack: next), try await late.story(ofTrack: next)
      )
      #expect(here == there)
      #expect(here.first?["type"] == "track_loaded")
    }
  }

  @Test func `a client that connects late gets a failure as well`() async throws {
    try await withServer(shelf) { server in
      let (first, track) = (try await server.webSocket(), freshTrack())
      try await server.load(track, path: shelf.path(of: "missing.wav"))
      let story = try await first.story(ofTrack: track)
      let late = try await server.webSocket()
      let told = try await late.story(ofTrack: track)
      #expect(told.first?["type"] == "track_loaded")
      #expect(told.last == story.last)
    }
  }

  @Test func `a client that connects during a load gets every message exactly once`()
    async throws
  {
    try await withServer(shelf) { server in
      let path = shelf.path(of: "one.wav")
      for _ in 0..<50 {
        let track = freshTrack()
        async let loading: Void = server.load(track, path: path)
        let socket = try await server.webSocket()
        try await loading
        let story = try await socket.newStory(ofTrack: track)
        socket.close()
        #expect(story.first?["type"] == "track_loaded")
        #expect(story.filter { $0["type"] == "track_loaded" }.count == 1)
        #expect(story.filter(\.isVerdict).count == 1)
        let done = story.filter { $0["data"]?["status"].map { $0 != "analyzing" } ?? false }
        #expect(done.count == 1)
      }
    }
  }

  @Test func `a request for another track is sent to all, and changes nothing else`()
    async throws
  {
    try await withServer(shelf) { server in
      let (current, other) = (freshTrack(), freshTrack())
      let socket = try await server.webSocket()
      try await server.load(current, path: shelf.path(of: "one.wav"))
      _ = try await socket.story(ofTrack: current)
      let answer = try await server.get(
        "/api/player/mastering/recommendation/\(other)"
          + "?filepath=\(percentEncoded(shelf.path(of: "two.wav")))")
      #expect(answer.status == 200)
      let told = try await socket.story(ofTrack: other)
      #expect(!told.contains { $0["type"] == "track_loaded" })
      // A new client receives the current track.
      let late = try await server.webSocket()
      #expect(try await late.message().track == current)
    }
  }
}
