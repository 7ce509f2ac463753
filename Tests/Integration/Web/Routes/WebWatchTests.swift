import AudioFixtures
import StrictJSON
import Testing

/// New and removed files, without a request to scan (HTTP-45, WS-10).
@Suite(.takesTurns(at: .server)) struct WebWatchTests {
  private let shelf: Shelf

  init() throws {
    shelf = try Shelf()
    try shelf.add(noise: "old.wav", frames: 4410)
  }

  private func withServer(
    _ arguments: String..., body: (ServeProcess, WebSocketConnection) async throws -> Void
  ) async throws {
    let server = try await ServeProcess(
      [shelf.path, "--port", "0", "--no-cache", "--no-token"] + arguments, shelf: shelf)
    do {
      _ = try await server.libraryWhenReady()
      try await body(server, try await server.webSocket())
    } catch {
      Issue.record(error)
    }
    await server.stop()
  }

  private func titles(_ server: ServeProcess) async throws -> [String?] {
    try await server.tracks().map { $0["title"]?.asString }
  }

  private func changed(_ tracks: Int) -> JSON {
    ["type": "library_changed", "data": ["tracks": .integer(tracks)]]
  }

  #if os(Linux)
    @Test func `added and removed files are reported, and the list follows`() async throws {
      try await withServer { server, socket in
        try shelf.add(noise: "new.wav", frames: 4410)
        #expect(try await socket.message() == changed(2))
        #expect(try await titles(server) == ["new", "old"])
        try shelf.add(folder: "album")
        try shelf.add(noise: "album/song.wav", frames: 4410)
        #expect(try await socket.message() == changed(3))
        try shelf.remove("old.wav")
        #expect(try await socket.message() == changed(2))
        #expect(try await titles(server) == ["song", "new"])
        // Files that are not tracks are not reported: the next message is about the next track.
        try shelf.add(bytes: [1], as: "notes.txt")
        try shelf.add(noise: ".hidden.wav", frames: 4410)
        try shelf.add(noise: "newest.wav", frames: 4410)
        #expect(try await socket.message() == changed(3))
      }
    }
  #endif

  @Test func `a requested scan is reported if it found something`() async throws {
    try await withServer("--no-watch") { server, socket in
      try await server.scan()
      try shelf.add(noise: "new.wav", frames: 4410)
      try await server.scan()
      #expect(try await socket.message() == changed(2))
      try await server.scan()
      try shelf.remove("new.wav")
      try await server.scan()
      #expect(try await socket.message() == changed(1))
    }
  }

  #if os(Linux)
    @Test(arguments: [[], ["--no-watch"]])
    func `no watches are created if watching is off`(arguments: [String]) async throws {
      let server = try await ServeProcess(
        [shelf.path, "--port", "0", "--no-cache", "--no-token"] + arguments, shelf: shelf)
      _ = try await server.libraryWhenReady()
      #expect(try server.openDescriptors().contains("anon_inode:inotify") == arguments.isEmpty)
      await server.stop()
    }
  #endif
}
