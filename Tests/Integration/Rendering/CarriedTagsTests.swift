import AudioFixtures
import Foundation
import StrictJSON
import Testing

/// A source's metadata in its result, as ffprobe reads it. FFmpeg writes the sources, so neither
/// end is ours.
@Suite(.takesTurns(at: .process))
struct CarriedTagsTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func ffmpeg(_ arguments: [String]) async throws {
    let run = try await MasteringProcess.run(
      ["ffmpeg", "-nostdin", "-v", "error", "-y"] + arguments, program: "/usr/bin/env")
    try #require(run.status == 0, "\(run.errors)")
  }

  /// One second of noise in a format, with text tags and, if the format supports one, a cover.
  private func source(_ name: String, hasCover: Bool) async throws -> String {
    let noise = Signal(.noise(seed: 5, amplitude: 0.2), samples: 44_100).clip()
    let plain = try folder.file("plain-\(name).wav", noise, as: .integer16)
    let path = folder.path(of: name)
    let texts = [
      "title=Größe", "artist=Bänd", "album=Alb", "album_artist=Various", "track=3/12",
      "date=2020-05-01", "genre=Rock", "composer=Bach", "copyright=CC0",
      "REPLAYGAIN_TRACK_GAIN=-7.00 dB",
    ].flatMap { ["-metadata", $0] }
    guard hasCover else {
      try await ffmpeg(["-i", plain] + texts + [path])
      return path
    }
    let cover = folder.path(of: "cover-\(name).png")
    try await ffmpeg(["-f", "lavfi", "-i", "color=red:s=16x16", "-frames:v", "1", cover])
    try await ffmpeg(
      [
        "-i", plain, "-i", cover, "-map", "0:a", "-map", "1:v", "-c:v", "copy",
        "-disposition:v", "attached_pic", "-write_id3v2", "1",
      ] + texts + [path])
    return path
  }

  private func probed(_ path: String) async throws -> (texts: [String: String], pictures: Int) {
    let run = try await MasteringProcess.run(
      ["ffprobe", "-v", "error", "-show_format", "-show_streams", "-of", "json", path],
      program: "/usr/bin/env")
    let facts = try JSON.parse(Array(run.output.utf8))
    var texts: [String: String] = [:]
    for member in facts["format"]?["tags"]?.members ?? [] {
      texts[member.key.lowercased()] = member.value.asString
    }
    let pictures = (facts["streams"]?.elements ?? []).count {
      $0["codec_type"]?.asString == "video"
    }
    return (texts, pictures)
  }

  @Test(
    arguments: [
      ("a.flac", true), ("a.mp3", true), ("a.m4a", true), ("a.aiff", true), ("a.ogg", false),
      ("a.opus", false), ("a.wv", false), ("a.caf", false), ("a.tta", false), ("a.mka", false),
    ], ["flac", "wav", "aiff", "caf"])
  func `text tags and cover are copied, and ReplayGain is not`(
    source: (name: String, hasCover: Bool), ending: String
  ) async throws {
    let path = try await self.source(source.name, hasCover: source.hasCover)
    let output = folder.path(of: "result.\(ending)")
    let run = try await MasteringProcess.run(
      "master", "--no-cache", "--intensity", "0", "--report", "json", path, "-o", output)
    try #require(run.status == 0, "\(run.errors)")
    let (texts, pictures) = try await probed(output)
    #expect(texts["title"] == "Größe")
    #expect(texts["artist"] == "Bänd")
    #expect(texts["album"] == "Alb")
    #expect(texts["genre"] == "Rock")
    // Of a WAV file, ffprobe shows only the fields that RIFF's INFO has names for.
    if ending != "wav" {
      #expect(texts["composer"] == "Bach")
      #expect(texts["copyright"] == "CC0")
    }
    #expect((texts["date"] ?? texts["recorded date"] ?? texts["year"])?.hasPrefix("2020") == true)
    #expect((texts["track"] ?? texts["track number"])?.hasPrefix("3") == true)
    #expect(!texts.keys.contains { $0.contains("replaygain") })
    let report = try JSON.parse(Array(run.output.utf8))
    #expect(pictures == (source.hasCover && ending != "caf" ? 1 : 0))
    #expect(report["tags"]?["pictures"]?.asInteger == pictures)
    #expect(
      report["tags"]?["lost_pictures"]?.asInteger == (source.hasCover && ending == "caf" ? 1 : 0))
    #expect(report["tags"]?["lost_fields"]?.asInteger == 0)
  }

  @Test func `a picture that cannot be read is reported`() async throws {
    let cover = folder.path(of: "b.png")
    try await ffmpeg(["-f", "lavfi", "-i", "color=red:s=16x16", "-frames:v", "1", cover])
    let path = folder.path(of: "b.mka")
    try await ffmpeg([
      "-i", try await source("plain.mka", hasCover: false), "-c", "copy", "-attach", cover,
      "-metadata:s:t", "mimetype=image/png", "-metadata:s:t", "filename=b.png", path,
    ])
    let output = folder.path(of: "b.flac")
    let run = try await MasteringProcess.run(
      "master", "--no-cache", "--intensity", "0", path, "-o", output)
    try #require(run.status == 0, "\(run.errors)")
    #expect(try await probed(output).texts["composer"] == "Bach")
    #expect(run.output.contains("1 picture could not be copied"), "\(run.output)")
  }

  @Test func `the audio beside the tags is the same, bit for bit`() async throws {
    let path = try await source("a.flac", hasCover: true)
    for ending in ["flac", "wav", "aiff", "caf"] {
      let output = folder.path(of: "same.\(ending)")
      let run = try await MasteringProcess.run(
        "master", "--no-cache", "--intensity", "0", path, "-o", output)
      #expect(run.status == 0, "\(run.errors)")
      #expect(
        try AudioClip(decoding: output).interleaved == AudioClip(decoding: path).interleaved)
    }
  }

  @Test func `tags are not copied with --no-tags`() async throws {
    let path = try await source("a.flac", hasCover: true)
    let output = folder.path(of: "bare.flac")
    let run = try await MasteringProcess.run(
      "master", "--no-cache", "--intensity", "0", "--no-tags", path, "-o", output)
    #expect(run.status == 0, "\(run.errors)")
    let (texts, pictures) = try await probed(output)
    #expect(texts["title"] == nil && pictures == 0)
  }

  @Test func `a part of a file has its own title and the album's cover`() async throws {
    let path = try await source("album.flac", hasCover: true)
    let sheet = """
      TITLE "Alb"
      FILE "album.flac" WAVE
        TRACK 01 AUDIO
          TITLE "One"
          INDEX 01 00:00:00
        TRACK 02 AUDIO
          TITLE "Two"
          INDEX 01 00:00:40

      """
    try folder.file("album.cue", text: sheet)
    let output = folder.path(of: "two.flac")
    let run = try await MasteringProcess.run(
      "master", "--no-cache", "--intensity", "0", "\(path)/02", "-o", output)
    try #require(run.status == 0, "\(run.errors)")
    let (texts, pictures) = try await probed(output)
    #expect(texts["title"] == "Two")
    #expect(texts["track"] == "2")
    #expect(texts["genre"] == "Rock" && pictures == 1)
  }
}
