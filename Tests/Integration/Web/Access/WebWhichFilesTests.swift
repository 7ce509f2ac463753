import AudioFixtures
import Foundation
import StrictJSON
import Testing

/// Which files of a folder are served, and that no others are (HTTP-32).
@Suite(.takesTurns(at: .server)) struct WebWhichFilesTests {
  private let shelf: Shelf
  private let secret = "-----BEGIN THE KEY-----"

  init() throws { shelf = try Shelf() }

  /// The answers for a path and for the number under which it was loaded.
  private func statuses(_ path: String, _ server: ServeProcess) async throws -> [Int] {
    let track = freshTrack()
    let answers = [
      try await server.get(
        "/api/player/mastering/recommendation/\(track)?filepath=\(percentEncoded(path))"),
      try await server.post("/api/player/load", ServeProcess.loading(track, path: path)),
      try await server.get("/api/player/stream/\(track)"),
    ]
    for answer in answers {
      #expect(!answer.text.contains(secret))
      if answer.status == 403 { #expect(answer.errorCode == "path_not_allowed") }
    }
    return answers.map(\.status)
  }

  @Test func `hidden files and non-tracks are refused, whether or not they exist`()
    async throws
  {
    try shelf.add(noise: "song.wav")
    for folder in [".keys", "album", "album/.takes"] { try shelf.add(folder: folder) }
    for name in [".hidden.wav", ".keys/key.wav", "album/.takes/take.wav", "album/sound"] {
      try shelf.add(noise: name)
    }
    for name in ["id_rsa", ".netrc", "album/notes.txt"] {
      try shelf.add(bytes: Array(secret.utf8), as: name)
    }
    try await withServer(shelf) { server in
      for name in [
        ".hidden.wav", ".keys/key.wav", "album/.takes/take.wav", "album/sound", "id_rsa", ".netrc",
        "album/notes.txt", "album", ".keys", "album/../.hidden.wav", "gone.txt", ".gone.wav",
        ".gone/song.wav", "album/gone",
      ] {
        let found = try await statuses(shelf.path(of: name), server)
        #expect(found == [403, 403, 404], "\(name)")
      }
      let song = try await statuses(shelf.path(of: "song.wav"), server)
      #expect(song == [200, 200, 200])
      let titles = try await server.tracks().map { $0["title"] }
      #expect(titles == ["song"])
    }
  }

  @Test func `a link in the folder to a hidden file is not a track`() async throws {
    try shelf.add(folder: ".keys")
    try shelf.add(noise: ".keys/key.wav")
    try shelf.add(bytes: Array(secret.utf8), as: ".netrc")
    _ = try shelf.surroundings.link("\(shelf.name)/a.wav", to: ".keys/key.wav")
    _ = try shelf.surroundings.link("\(shelf.name)/b.wav", to: ".netrc")
    try await withServer(shelf) { server in
      let tracks = try await server.tracks()
      #expect(tracks == [])
      for name in ["a.wav", "b.wav"] {
        let found = try await statuses(shelf.path(of: name), server)
        #expect(found == [403, 403, 404], "\(name)")
      }
    }
  }

  @Test func `a link in the folder with an audio file's name is a track, whatever it leads to`()
    async throws
  {
    try shelf.add(noise: "song.wav")
    try FileManager.default.moveItem(
      atPath: shelf.path(of: "song.wav"), toPath: shelf.path(of: "recording-7"))
    _ = try shelf.surroundings.link("\(shelf.name)/song.wav", to: "recording-7")
    try await withServer(shelf) { server in
      let tracks = try await server.tracks()
      #expect(tracks.count == 1)
      for name in ["song.wav", "recording-7"] {
        let found = try await statuses(shelf.path(of: name), server)
        #expect(found == [200, 200, 200], "\(name)")
      }
    }
  }

  @Test func `an open range serves files with audio content, and nothing hidden`()
    async throws
  {
    let range = try shelf.surroundings.folder("range")
    for folder in ["range/.hidden", "range/deep"] { _ = try shelf.surroundings.folder(folder) }
    for name in ["range/far.wav", "range/.far.wav", "range/.hidden/far.wav", "range/deep/sound"] {
      try shelf.surroundings.file(name, .noise(), as: .integer16)
    }
    for name in ["range/key", "range/text.wav", "range/.key"] {
      try shelf.surroundings.file(name, text: secret)
    }
    try await withServer(shelf, "--open-range", range) { server in
      for name in ["far.wav", "deep/sound"] {
        let found = try await statuses("\(range)/\(name)", server)
        #expect(found == [200, 200, 200], "\(name)")
      }
      for name in [
        "key", "text.wav", ".key", ".far.wav", ".hidden/far.wav", "deep", "gone.wav", ".gone", "",
      ] {
        let found = try await statuses("\(range)/\(name)", server)
        #expect(found == [403, 403, 404], "\(name)")
      }
    }
  }

  @Test func `a file that was replaced after it was loaded is not served`()
    async throws
  {
    let range = try shelf.surroundings.folder("range")
    try shelf.surroundings.file("range/far", .noise(), as: .integer16)
    try await withServer(shelf, "--open-range", range) { server in
      let track = freshTrack()
      try await server.load(track, path: "\(range)/far")
      let before = try await server.get("/api/player/stream/\(track)")
      #expect(before.status == 200)
      try shelf.surroundings.file("range/far", text: secret)
      let after = try await server.get("/api/player/stream/\(track)")
      #expect(after.status == 403)
      #expect(!after.text.contains(secret))
    }
  }

  @Test func `a hidden folder itself may be served`() async throws {
    let folder = try shelf.surroundings.folder(".music")
    try shelf.surroundings.file(".music/song.wav", .noise(), as: .integer16)
    try await withServer(shelf, folder) { server in
      let titles = try await server.tracks().map { $0["title"] }
      #expect(titles == ["song"])
      let found = try await statuses("\(folder)/song.wav", server)
      #expect(found == [200, 200, 200])
    }
  }
}
