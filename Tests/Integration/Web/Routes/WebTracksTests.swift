import AudioFixtures
import Foundation
import StrictJSON
import Testing

/// The library: its tracks (HTTP-14) and its scan (HTTP-15).
@Suite(.takesTurns(at: .server)) struct WebTracksTests {
  private let shelf: Shelf

  init() throws { shelf = try Shelf() }

  private func titles(_ tracks: [JSON]) -> [String?] { tracks.map { $0["title"]?.asString } }

  @Test func `tracks are listed in path order, without paths`() async throws {
    for name in ["b.wav", "a.wav", "C.wav", "\u{E9}.wav"] {
      try shelf.add(noise: name, frames: 100)
    }
    try shelf.add(folder: "Album")
    try shelf.add(noise: "Album/z.wav", frames: 100)
    try await withServer(shelf) { server in
      let tracks = try await server.tracks()
      // Sorted by bytes: capitals before lower-case letters, accented letters after both.
      #expect(titles(tracks) == ["z", "C", "a", "b", "\u{E9}"])
      for track in tracks {
        #expect(
          track.members?.map(\.key) == [
            "track_id", "title", "artist", "album", "duration_seconds", "media_type",
          ])
        #expect(track["media_type"] == "audio/wav")
        #expect(track["artist"] == .null)
        #expect(track["album"] == .null)
      }
      #expect(!tracks.contains { $0.text().contains("Album") })
    }
  }

  @Test func `a track has the title and the length from its file`() async throws {
    let clip = AudioClip.noise(frames: 22_050)
    var layout = WAVLayout(for: clip, as: .integer16)
    func text(_ id: String, _ value: String) -> [UInt8] {
      let bytes = Array(value.utf8) + [0]
      let padding: [UInt8] = bytes.count % 2 == 1 ? [0] : []
      return Array(id.utf8) + [UInt8(bytes.count), 0, 0, 0] + bytes + padding
    }
    layout.chunksBeforeData = [
      .init(
        id: "LIST",
        body: Array("INFO".utf8) + text("INAM", "Caf\u{E9} <b>&\"") + text("IART", "Somebody")
          + text("IPRD", "Something"))
    ]
    try shelf.add(bytes: layout.bytes(of: clip), as: "file.wav")
    try await withServer(shelf) { server in
      let track = try #require(try await server.tracks().first)
      #expect(track["title"] == "Caf\u{E9} <b>&\"")
      #expect(track["artist"] == "Somebody")
      #expect(track["album"] == "Something")
      #expect(track["duration_seconds"]?.asDouble == 0.5)
      // A float has a fraction even if it is whole (MSG-2).
      #expect(track["duration_seconds"]?.text() == "0.5")
    }
  }

  @Test func `a name with any characters becomes a harmless title`() async throws {
    let names = [
      "\"quoted\"", "<b>&amp;", "\u{1F3B5} \u{5D0}", "a\u{1B}[2Jb", "c\u{7F}\u{202E}d", "  e  ",
      "-rf",
    ]
    for (index, name) in names.enumerated() {
      try shelf.add(noise: "\(name).wav", seed: UInt64(index), frames: 100)
    }
    try await withServer(shelf) { server in
      let titles = titles(try await server.tracks()).compactMap { $0 }
      #expect(titles.count == names.count)
      for title in titles {
        #expect(!title.isEmpty)
        #expect(!title.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F })
      }
      for name in ["\"quoted\"", "<b>&amp;", "\u{1F3B5} \u{5D0}", "-rf"] {
        #expect(titles.contains(name))
      }
    }
  }

  @Test func `a name that is not text is a problem, not a track`() async throws {
    let file = try shelf.add(noise: "good.wav", frames: 100)
    // Half a character. If the file system refuses it, there is nothing to report.
    let name = Array(shelf.path(of: "").utf8) + [0xC3] + Array(".wav".utf8) + [0]
    let isThere = name.map { CChar(bitPattern: $0) }.withUnsafeBufferPointer { name in
      name.baseAddress.map { link(file, $0) == 0 } ?? false
    }
    try await withServer(shelf) { server in
      let library = try await server.libraryWhenReady()
      #expect(library["tracks"] == .integer(1))
      #expect(library["problems"] == .integer(isThere ? 1 : 0))
      #expect(titles(try await server.tracks()) == ["good"])
    }
  }

  @Test func `a file without audio is not a track`() async throws {
    try shelf.add(noise: "music.wav", frames: 100)
    try shelf.add(bytes: [1, 2, 3], as: "cover.jpg")
    try shelf.add(bytes: [], as: "notes.txt")
    try shelf.add(folder: "folder.wav")
    _ = try shelf.surroundings.pipe("\(shelf.name)/pipe.wav")
    try await withServer(shelf) { server in
      let tracks = try await server.tracks()
      #expect(titles(tracks) == ["music"])
    }
  }

  @Test func `numbers survive a restart and changes of other files`() async throws {
    for name in ["a.wav", "b.wav", "c.wav"] { try shelf.add(noise: name, frames: 100) }
    let before = try await withServer(shelf) { server in
      [try await server.track(titled: "b"), try await server.track(titled: "c")]
    }
    try shelf.remove("a.wav")
    try shelf.add(noise: "0.wav", frames: 100)
    let after = try await withServer(shelf) { server in
      [try await server.track(titled: "b"), try await server.track(titled: "c")]
    }
    #expect(before == after)
    #expect(Set(before).count == 2)
  }

  @Test func `a scan finds new files and leaves out missing ones`()
    async throws
  {
    try shelf.add(noise: "old.wav", frames: 4410)
    try shelf.add(noise: "gone.wav", frames: 4410)
    try await withServer(shelf) { server in
      let gone = try await server.track(titled: "gone")
      try shelf.remove("gone.wav")
      try shelf.add(noise: "new.wav", frames: 4410)
      // Still known, but missing.
      for target in ["/api/player/stream/\(gone)", "/api/player/mastering/recommendation/\(gone)"] {
        let answer = try await server.get(target)
        #expect(answer.status == 404, "\(target)")
        #expect(answer.errorCode == "file_not_found", "\(target)")
      }
      try await server.scan()
      #expect(titles(try await server.tracks()) == ["new", "old"])
      let answer = try await server.get("/api/player/stream/\(gone)")
      #expect(answer.status == 404)
      #expect(answer.errorCode == "not_found")
    }
  }

  @Test func `the progress of a scan is given in numbers`() async throws {
    for index in 0..<20 { try shelf.add(noise: "\(index).wav", frames: 100) }
    try shelf.add(bytes: [1, 2, 3], as: "broken.wav")
    try await withServer(shelf) { server in
      let library = try await server.libraryWhenReady()
      let keys = ["state", "files_found", "files_read", "tracks", "problems"]
      #expect(library.members?.map(\.key) == keys)
      #expect(library["files_found"] == .integer(21))
      #expect(library["files_read"] == .integer(21))
      #expect(library["problems"] == .integer(1))
      let scan = try await server.post("/api/library/scan")
      #expect(scan.status == 202)
      #expect(try scan.json.members?.map(\.key) == keys)
    }
  }

  @Test func `requests are answered during a scan`() async throws {
    for index in 0..<300 { try shelf.add(noise: "\(index).wav", frames: 10) }
    try await withServer(shelf) { server in
      // Repeated scan requests change nothing, and the scan ends.
      for _ in 0..<20 { #expect(try await server.post("/api/library/scan").status == 202) }
      #expect(try await server.get("/health").status == 200)
      let tracks = try await server.tracks()
      #expect(tracks.count == 300)
    }
  }

  @Test func `several folders form one library`() async throws {
    let other = try Shelf()
    try shelf.add(noise: "here.wav", frames: 100)
    try other.add(noise: "there.wav", frames: 100)
    try await withServer(shelf, other.path) { server in
      let found = titles(try await server.tracks()).compactMap { $0 }
      #expect(Set(found) == ["here", "there"])
      let track = try await server.track(titled: "there")
      #expect(try await server.get("/api/player/stream/\(track)").status == 200)
    }
  }

  @Test func `a folder named twice, or nested in another, lists each track once`() async throws {
    try shelf.add(folder: "within")
    try shelf.add(noise: "within/one.wav", frames: 100)
    try await withServer(shelf, shelf.path, shelf.path(of: "within")) { server in
      let tracks = try await server.tracks()
      #expect(titles(tracks) == ["one"])
    }
  }

  @Test func `an empty folder is a library without tracks`() async throws {
    try await withServer(shelf) { server in
      try await server.libraryWhenReady()
      #expect(try await server.get("/api/tracks").text == #"{"tracks":[]}"#)
    }
  }

  @Test(arguments: [
    ("a.flac", "audio/flac"), ("a.wav", "audio/wav"), ("a.mp3", "audio/mpeg"),
    ("a.ogg", "audio/ogg"), ("A.FLAC", "audio/flac"),
  ])
  func `a track's media type is that of its stream`(_ name: String, _ type: String) async throws {
    try shelf.add(noise: name, frames: 100)
    try await withServer(shelf) { server in
      let track = try #require(try await server.tracks().first)
      #expect(track["media_type"]?.asString == type)
      let number = try #require(track["track_id"]?.asInteger)
      #expect(try await server.get("/api/player/stream/\(number)")["Content-Type"] == type)
    }
  }
}
