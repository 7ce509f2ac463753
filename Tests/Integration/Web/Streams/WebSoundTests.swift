import AudioFixtures
import Foundation
import StrictJSON
import Testing

/// `GET /api/player/stream/{track_id}?container=wav`, and tracks that are parts of a file (HTTP-43).
@Suite(
  .served { shelf in
    let clip = AudioClip.noise(
      amplitude: 0.5, frames: 3 * 44_100, sampleRateHz: 44_100, channelCount: 2
    ).quantized(toBits: 16)
    try shelf.surroundings.file("\(shelf.name)/sound.aiff", clip, as: .aiff16)
    try shelf.surroundings.file("\(shelf.name)/same.wav", clip, as: .integer16)
    try shelf.surroundings.file("\(shelf.name)/lossy.ogg", clip, as: .vorbis)
    try shelf.surroundings.file("\(shelf.name)/album.flac", clip, as: .flac16)
    try shelf.add(
      bytes: Array(
        """
        PERFORMER "Them"
        TITLE "All"
        FILE "album.wav" WAVE
          TRACK 01 AUDIO
            TITLE "First part"
            INDEX 01 00:00:00
          TRACK 02 AUDIO
            TITLE "Second part"
            INDEX 01 00:01:00
        """.utf8), as: "album.cue")
  }, .serialized) struct WebSoundTests
{
  private let server: ServeProcess
  private let shelf: Shelf

  init() throws {
    server = try .shared()
    shelf = try #require(Served.shelf)
  }

  private func target(_ title: String) async throws -> String {
    "/api/player/stream/\(try await server.track(titled: title))"
  }

  /// The samples of the file, as they stand in a WAV file of them.
  private func samples() throws -> [UInt8] {
    Array(try shelf.bytes(of: "same.wav").suffix(3 * 44_100 * 4))
  }

  @Test func `the sound of a file is a WAV file of its samples`() async throws {
    let answer = try await server.get("\(try await target("sound"))?container=wav")
    #expect(answer.status == 200)
    #expect(answer["Content-Type"] == "audio/wav")
    #expect(answer["Accept-Ranges"] == "bytes")
    #expect(answer["Content-Length"] == "\(answer.body.count)")
    #expect(answer.body.count == 44 + 3 * 44_100 * 4)
    #expect(Array(answer.body.dropFirst(44)) == (try samples()))
    #expect(Array(answer.body[..<4]) == Array("RIFF".utf8))
    #expect(Array(answer.body[36..<40]) == Array("data".utf8))
    let file = try await server.get(try await target("sound"))
    #expect(file["Content-Type"] == "audio/aiff")
    #expect(file["ETag"] != answer["ETag"])
  }

  @Test(arguments: ["sound", "lossy"])
  func `a range of the sound is that part of the whole`(title: String) async throws {
    let target = "\(try await target(title))?container=wav"
    let whole = try await server.get(target)
    let count = whole.body.count
    let tag = try #require(whole["ETag"])
    for (first, last) in [
      (0, 0), (0, 43), (10, 50), (44, 47), (45, 45), (100_001, 100_010), (40_000, 200_000),
      (count - 3, count - 1), (300, 302),
    ] {
      let answer = try await server.get(
        target, HTTPField("Range", "bytes=\(first)-\(last)"), HTTPField("If-Range", tag))
      #expect(answer.status == 206)
      #expect(answer["Content-Range"] == "bytes \(first)-\(last)/\(count)")
      #expect(answer["ETag"] == tag)
      #expect(answer.body == Array(whole.body[first...last]), "\(first)-\(last)")
    }
    let behind = try await server.get(target, HTTPField("Range", "bytes=\(count)-"))
    #expect(behind.status == 416)
    let known = try await server.get(target, HTTPField("If-None-Match", tag))
    #expect(known.status == 304)
  }

  @Test func `tracks of a sheet are listed, and have their own sound`() async throws {
    let tracks = try await server.tracks().filter { $0["album"]?.asString == "All" }
    #expect(tracks.map { $0["title"]?.asString } == ["First part", "Second part"])
    #expect(tracks.map { $0["artist"]?.asString } == ["Them", "Them"])
    #expect(tracks.map { $0["duration_seconds"]?.asDouble } == [1, 2])
    #expect(tracks.map { $0["media_type"]?.asString } == ["audio/wav", "audio/wav"])
    let all = try samples()
    let parts = [all[..<(44_100 * 4)], all[(44_100 * 4)...]]
    for (track, part) in zip(tracks, parts) {
      let number = try #require(track["track_id"]?.asInteger)
      let answer = try await server.get("/api/player/stream/\(number)")
      #expect(Array(answer.body.dropFirst(44)) == Array(part))
    }
  }

  @Test func `tracks of a sheet are recommended by themselves`() async throws {
    for title in ["First part", "Second part"] {
      let number = try await server.track(titled: title)
      let answer = try await server.get("/api/player/mastering/recommendation/\(number)")
      #expect(answer.status == 200)
      #expect(try answer.json["track_id"]?.asInteger == number)
      let loudness = try await server.get("/api/player/loudness/\(number)")
      #expect(loudness.status == 200)
    }
  }

  @Test func `a track of a sheet is loaded by its path, and no other number is`() async throws {
    let path = shelf.path(of: "album.flac")
    let track = freshTrack()
    try await server.load(track, path: "\(path)/02")
    let answer = try await server.get("/api/player/stream/\(track)")
    #expect(answer.body.count == 44 + 2 * 44_100 * 4)
    for odd in ["03", "0", "x", "../album.flac/01/.."] {
      let refused = try await server.post(
        "/api/player/load", ServeProcess.loading(freshTrack(), path: "\(path)/\(odd)"))
      #expect(refused.status == 403, "\(odd)")
    }
  }

  @Test func `there is no other container than WAV`() async throws {
    let target = try await target("sound")
    for other in ["mp3", "", "WAV"] {
      #expect(try await server.get("\(target)?container=\(other)").status == 400)
    }
  }

  @Test func `what is no sound has none`() async throws {
    let track = freshTrack()
    try await server.load(track, path: try shelf.add(bytes: Array("text".utf8), as: "text.wav"))
    #expect(try await server.get("/api/player/stream/\(track)").status == 200)
    let answer = try await server.get("/api/player/stream/\(track)?container=wav")
    #expect(answer.status == 415)
    #expect(answer.errorCode == "unsupported_format")
  }
}
