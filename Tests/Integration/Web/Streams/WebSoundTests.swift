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
    // 10 s of audio in a file that claims to be longer than all music.
    try shelf.add(bytes: endless, as: "endless.w64")
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

  /// The samples of the file, as a WAV file stores them.
  private func samples() throws -> [UInt8] {
    Array(try shelf.bytes(of: "same.wav").suffix(3 * 44_100 * 4))
  }

  @Test func `the audio of a file is a WAV file of its samples`() async throws {
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
  func `a range of the audio is that part of the whole`(title: String) async throws {
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

  @Test func `tracks of a cue sheet are listed, and each has its own audio`() async throws {
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

  @Test func `tracks of a cue sheet get their own recommendations`() async throws {
    for title in ["First part", "Second part"] {
      let number = try await server.track(titled: title)
      let answer = try await server.get("/api/player/mastering/recommendation/\(number)")
      #expect(answer.status == 200)
      #expect(try answer.json["track_id"]?.asInteger == number)
      let loudness = try await server.get("/api/player/loudness/\(number)")
      #expect(loudness.status == 200)
    }
  }

  @Test func `a track of a cue sheet is loaded by its path, and only under its own number`()
    async throws
  {
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

  @Test func `a false length costs the server only some silence`()
    async throws
  {
    let target = "\(try await target("endless"))?container=wav"
    let start = try await server.get(target, HTTPField("Range", "bytes=0-99"))
    #expect(start.status == 206)
    #expect(start.body.count == 100)
    let total = try #require(
      start["Content-Range"]?.split(separator: "/").last.flatMap { Int($0) })
    let end = try await server.get(target, HTTPField("Range", "bytes=\(total - 8)-"))
    #expect(end.body == [UInt8](repeating: 0, count: 8))
    // The audio and then silence, but not a thousand years of it.
    await #expect(throws: (any Error).self) { try await server.get(target) }
    #expect(try await server.get("/health").status == 200)
  }

  @Test func `WAV is the only container`() async throws {
    let target = try await target("sound")
    for other in ["mp3", "", "WAV"] {
      #expect(try await server.get("\(target)?container=\(other)").status == 400)
    }
  }

  @Test func `a file without audio is refused`() async throws {
    let track = freshTrack()
    try await server.load(track, path: try shelf.add(bytes: Array("text".utf8), as: "text.wav"))
    #expect(try await server.get("/api/player/stream/\(track)").status == 200)
    let answer = try await server.get("/api/player/stream/\(track)?container=wav")
    #expect(answer.status == 415)
    #expect(answer.errorCode == "unsupported_format")
  }
}

/// A W64 file of 8 bits, 8,000 Hz and one channel, whose data chunk claims more than 2^62 bytes.
private let endless: [UInt8] = {
  func little(_ number: UInt64, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }
  let tail: [UInt8] = [0xF3, 0xAC, 0xD3, 0x11, 0x8C, 0xD1, 0, 0xC0, 0x4F, 0x8E, 0xDB, 0x8A]
  let riff: [UInt8] = [0x2E, 0x91, 0xCF, 0x11, 0xA5, 0xD6, 0x28, 0xDB, 0x04, 0xC1, 0, 0]
  let format = little(1, 2) + little(1, 2) + little(8000, 4) + little(8000, 4)
  let samples = (0..<80_000).map { UInt8(128 + $0 % 50) }
  let body =
    Array("wave".utf8) + tail + Array("fmt ".utf8) + tail + little(40, 8) + format
    + little(1, 2) + little(8, 2) + Array("data".utf8) + tail
    + little(0x7E00_0000_0000_0000, 8) + samples
  return Array("riff".utf8) + riff + little(UInt64(body.count + 24), 8) + body
}()
