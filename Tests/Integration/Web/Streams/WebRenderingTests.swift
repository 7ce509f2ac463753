import AudioFixtures
import Foundation
import StrictJSON
import Testing

/// A mastered track: its state, its audio, and the original beside it (HTTP-50 to HTTP-53).
@Suite(
  .served { shelf in
    // One second of a hybrid: every part of the chain has work, and a debug build finishes soon.
    let song = try AudioClip(decoding: Repository.example("loop_amen_full.flac"))
      .cut(to: 0..<44_100)
    try shelf.surroundings.file("\(shelf.name)/hybrid.flac", song, as: .flac16)
    try shelf.surroundings.file("\(shelf.name)/lossy.ogg", song, as: .vorbis)
    let swell = (0..<66_150).map { frame in
      let seconds = Double(frame) / 44_100
      let tones = sin(2 * .pi * 110 * seconds) + 0.5 * sin(2 * .pi * 330 * seconds)
      return Float(0.25 * (0.5 + 0.45 * sin(2 * .pi * 1.5 * seconds)) * tones)
    }
    try shelf.surroundings.file(
      "\(shelf.name)/swell.wav",
      AudioClip(sampleRateHz: 44_100, channels: [swell, swell.map { 0.7 * $0 }]), as: .float32)
    try shelf.add(bytes: Array("no audio at all".utf8), as: "text.wav")
  }, .serialized) struct WebRenderingTests
{
  private let server: ServeProcess

  init() throws { server = try .shared() }

  private func number(_ title: String) async throws -> Int { try await server.track(titled: title) }

  /// The state of a rendering once it is one of `states`.
  private func state(
    _ title: String, _ query: String, _ wanted: [String] = ["measured"]
  ) async throws -> JSON {
    let target = "/api/player/mastering/render/\(try await number(title))\(query)"
    while true {
      let answer = try await server.get(target)
      let body = try answer.json
      let state = try #require(body["state"]?.asString, "\(answer.status) \(body.text())")
      #expect(answer.status == (state == "solving" ? 202 : 200))
      #expect((answer["Retry-After"] != nil) == (state == "solving"))
      if wanted.contains(state) { return body }
      try await Task.sleep(for: .milliseconds(50))
    }
  }

  @Test func `a track is mastered by its recommendation, and measured`() async throws {
    let id = try await number("hybrid")
    let payload = try JSON.parse(
      try await server.get("/api/player/mastering/recommendation/\(id)?confidence_threshold=1").body
    )
    #expect(payload["is_hybrid"] == .bool(true))
    let rendering = try await state("hybrid", "?confidence_threshold=1")
    #expect(rendering["asks"]?["loudness_db"] == payload["predicted_loudness_change"])
    #expect(rendering["asks"]?["crest_db"] == payload["predicted_crest_change"])
    #expect(rendering["asks"]?["centroid_hz"] == payload["predicted_centroid_change"])
    #expect(rendering["report"]?["loudness_db"]?["asked"] == payload["predicted_loudness_change"])
    let centroid = try #require(rendering["report"]?["centroid_hz"])
    #expect(centroid["is_reached"] == .bool(true) || centroid["bound"] != .null)
    let match = try #require(rendering["match"])
    let levels = try ["original", "mastered"].map { name in
      try #require(match["\(name)_lufs"]?.asDouble) + #require(match["\(name)_gain_db"]?.asDouble)
    }
    #expect(abs(levels[0] - levels[1]) < 1e-9)
  }

  @Test func `both renditions have the same head and length, and ranges are parts of the whole`()
    async throws
  {
    for title in ["hybrid", "lossy"] {
      let rendering = try await state(title, "?intensity_percent=80")
      let frames = try #require(rendering["frames"]?.asDouble)
      let channels = try #require(rendering["channels"]?.asDouble)
      var wholes: [[UInt8]] = []
      for rendition in ["original", "mastered"] {
        let target =
          "/api/player/stream/\(try await number(title))?rendition=\(rendition)&intensity_percent=80"
        let whole = try await server.get(target)
        #expect(whole.status == 200)
        #expect(whole["Content-Type"] == "audio/wav")
        #expect(whole.body.count == 44 + Int(frames * channels) * 3)
        let tag = try #require(whole["ETag"])
        for (first, last) in [(0, 127), (44, 43 + 8192 * 6), (100_001, 250_000)] {
          let part = try await server.get(target, .init("Range", "bytes=\(first)-\(last)"))
          #expect(part.status == 206)
          #expect(part["ETag"] == tag)
          #expect(Array(part.body) == Array(whole.body[first...last]))
        }
        #expect(try await server.get(target, .init("If-None-Match", tag)).status == 304)
        wholes.append(Array(whole.body))
      }
      #expect(wholes[0][..<44] == wholes[1][..<44])
      #expect(wholes[0] != wholes[1])
    }
  }

  /// The second difference of a channel at a frame, which a click raises.
  private func bend(_ samples: [Float], _ frame: Int, _ channel: Int) -> Float {
    abs(
      samples[2 * (frame + 1) + channel] - 2 * samples[2 * frame + channel]
        + samples[2 * (frame - 1) + channel])
  }

  /// The track is smooth, so a click would stand out. 8,192 frames are rendered at a time.
  @Test(arguments: [8_192, 4_409])
  func `the pieces of a mastered track are those of the whole, and join without a click`(
    frames: Int
  ) async throws {
    let query = "profile_id=bright-masters-spectral-v1&bits=32f&intensity_percent=150"
    let rendering = try await state("swell", "?\(query)", ["ready", "measured"])
    #expect(rendering["level_db"]?.asDouble != 0)
    let target = "/api/player/stream/\(try await number("swell"))?rendition=mastered&\(query)"
    let whole = Array(try await server.get(target).body)
    var joined = Array(whole[..<44])
    while joined.count < whole.count {
      let end = min(joined.count + 8 * frames, whole.count)
      joined += try await server.get(
        target, .init("Range", "bytes=\(joined.count)-\(end - 1)")
      ).body
      try #require(joined.count == end)
    }
    #expect(joined == whole)
    let samples = joined[44...].withUnsafeBytes { bytes in
      (0..<bytes.count / 4).map {
        Float(
          bitPattern: UInt32(
            littleEndian: bytes.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)))
      }
    }
    for border in stride(from: frames, to: samples.count / 2 - 100, by: frames) {
      for channel in 0..<2 {
        let neighbours = (2...64).flatMap { [border - 1 - $0, border + $0] }
        let largest = neighbours.map { bend(samples, $0, channel) }.max() ?? 0
        let here = max(bend(samples, border - 1, channel), bend(samples, border, channel))
        #expect(here <= 1.1 * largest, "frame \(border)")
      }
    }
  }

  @Test func `the original rendition is the file's own audio`() async throws {
    _ = try await state("hybrid", "?bits=16", ["ready", "measured"])
    let id = try await number("hybrid")
    let original = try await server.get("/api/player/stream/\(id)?rendition=original&bits=16")
    let sound = try await server.get("/api/player/stream/\(id)?container=wav")
    #expect(original.body == sound.body)
  }

  @Test func `an entity tag belongs to exactly one set of requested changes`() async throws {
    let id = try await number("hybrid")
    var tags: [String] = []
    for query in ["loudness_percent=50", "loudness_percent=50.0", "loudness_percent=51"] {
      _ = try await state("hybrid", "?\(query)", ["ready", "measured"])
      tags.append(
        try #require(
          try await server.get(
            "/api/player/stream/\(id)?rendition=mastered&\(query)", .init("Range", "bytes=0-0"))[
              "ETag"]))
    }
    #expect(tags[0] == tags[1])
    #expect(tags[0] != tags[2])
  }

  @Test func `a mastered track follows the weighting, and each has its own entity tag`()
    async throws
  {
    let id = try await number("hybrid")
    var tags: Set<String> = []
    for weighting in ["plain", "dimension"] {
      let query = "confidence_threshold=1&weighting=\(weighting)"
      let payload = try JSON.parse(
        try await server.get("/api/player/mastering/recommendation/\(id)?\(query)").body)
      let change = payload["blend"] ?? payload
      let rendering = try await state("hybrid", "?\(query)", ["ready", "measured"])
      #expect(rendering["asks"]?["loudness_db"] == change["predicted_loudness_change"])
      #expect(rendering["asks"]?["crest_db"] == change["predicted_crest_change"])
      #expect(rendering["asks"]?["centroid_hz"] == change["predicted_centroid_change"])
      let sound = try await server.get(
        "/api/player/stream/\(id)?rendition=mastered&\(query)", .init("Range", "bytes=0-0"))
      tags.insert(try #require(sound["ETag"]))
    }
    #expect(tags.count == 2)
  }

  @Test func `a mastered track follows weights that were set for each change`() async throws {
    let id = try await number("hybrid")
    let text = try await server.get("/api/profiles").body
    let profiles = try #require(try JSON.parse(text)["profiles"]?.elements)
    func target(_ id: String, _ change: String) throws -> Double {
      let profile = try #require(profiles.first { $0["profile_id"]?.asString == id })
      return try #require(profile["processing_targets"]?[change]?.asDouble)
    }
    let (one, other) = ("bright-masters-spectral-v1", "warm-masters-spectral-v1")
    // Loudness of both in equal parts, the crest factor of one, the centroid of the other.
    let query = "blend=\(one):2:1:0,\(other):2:0:5"
    let rendering = try await state("hybrid", "?\(query)", ["ready", "measured"])
    let loudness = try target(one, "loudness_change_db") + target(other, "loudness_change_db")
    let asked = try #require(rendering["asks"]?["loudness_db"]?.asDouble)
    #expect(abs(asked - loudness / 2) < 1e-12)
    let crest = try target(one, "crest_change_db")
    let centroid = try target(other, "centroid_change_hz")
    #expect(rendering["asks"]?["crest_db"]?.asDouble == crest)
    #expect(rendering["asks"]?["centroid_hz"]?.asDouble == centroid)
    let sound = try await server.get(
      "/api/player/stream/\(id)?rendition=mastered&\(query)", .init("Range", "bytes=0-43"))
    #expect(sound.status == 206)
    // Strengths are factors beside them (HTTP-110).
    let stronger = try await state(
      "hybrid", "?\(query)&strengths=0:0.5:2", ["ready", "measured"])
    #expect(stronger["asks"]?["loudness_db"]?.asDouble == 0)
    #expect(stronger["asks"]?["crest_db"]?.asDouble == crest * 0.5)
    #expect(stronger["asks"]?["centroid_hz"]?.asDouble == centroid * 2)
  }

  @Test func `a rendering is 503 until it is ready`() async throws {
    let id = try await number("hybrid")
    let target = "/api/player/stream/\(id)?rendition=mastered&brightness_percent=33"
    var answer = try await server.get(target, .init("Range", "bytes=0-43"))
    while answer.status == 503 {
      #expect(try answer.json["error"]?["code"] == "not_rendered")
      #expect(answer["Retry-After"] == "1")
      // The original can be played meanwhile.
      #expect(
        try await server.get("/api/player/stream/\(id)", .init("Range", "bytes=0-9")).status == 206)
      answer = try await server.get(target, .init("Range", "bytes=0-43"))
    }
    #expect(answer.status == 206)
  }

  @Test func `a download has the track's name`() async throws {
    _ = try await state("hybrid", "?crest_percent=0", ["ready", "measured"])
    let answer = try await server.get(
      "/api/player/stream/\(try await number("hybrid"))?rendition=mastered&crest_percent=0&download=1",
      .init("Range", "bytes=0-0"))
    #expect(
      answer["Content-Disposition"]
        == "attachment; filename*=UTF-8''hybrid%20%28mastered%29.wav")
  }

  @Test(arguments: [
    ("render/ID?policy=loud", 400), ("render/ID?intensity_percent=151", 400),
    ("render/ID?blend=a", 400), ("render/ID?blend=a:1,a:2", 400),
    ("render/ID?blend=a:1:1", 400), ("render/ID?blend=a:1:1:-1", 400),
    ("render/ID?blend=a:1:1:1001", 400), ("render/ID?blend=a:1:0:1,b:1:0:1", 400),
    ("render/ID?blend=a:1:1:1:1", 400), ("render/ID?blend=a:1::1", 400),
    ("render/ID?profile_id=a&blend=b:1", 400), ("render/ID?profile_id=nobody", 404),
    ("render/ID?strengths=1", 400), ("render/ID?strengths=1:1:2.5", 400),
    ("render/ID?strengths=0x1p1:1:1", 400), ("render/ID?strengths=%2B1:1:1", 400),
    ("render/ID?strengths=.5:1:1", 400), ("render/ID?strengths=1.:1:1", 400),
    ("render/ID?strengths=01:1:1", 400), ("render/ID?strengths=1%00:1:1", 400),
    ("render/ID?blend=live-rock-preservation-v1:0x1p1", 400),
    ("render/ID?blend=live-rock-preservation-v1:1:2:0x3", 400),
    ("render/ID?blend=live-rock-preservation-v1:.5", 400),
    ("render/ID?strengths=1:nan:1", 400), ("render/ID?strengths=1:1:1:1", 400),
    ("render/ID?weighting=loud", 400), ("render/ID?taste=perhaps", 400),
    ("render/ID?bits=8", 400), ("render/ID?ceiling_dbtp=1", 400), ("render/ID?other=1", 400),
    ("render/999999999", 400),
  ])
  func `a wrong parameter is reported`(_ target: String, _ status: Int) async throws {
    let id = try await number("hybrid")
    let answer = try await server.get(
      "/api/player/mastering/" + target.replacing("ID", with: "\(id)"))
    #expect(answer.status == status)
  }

  @Test(arguments: [
    "rendition=other", "intensity_percent=50", "download=1", "rendition=mastered&policy=loud",
  ])
  func `rendition parameters are accepted only with a rendition`(_ query: String) async throws {
    let answer = try await server.get(
      "/api/player/stream/\(try await number("hybrid"))?\(query)")
    #expect(answer.status == 400)
  }

  @Test func `a file without audio is refused at each request`() async throws {
    let id = try await number("text")
    for _ in 0..<2 {
      let answer = try await server.get("/api/player/mastering/render/\(id)")
      #expect(answer.status == 415)
    }
  }
}
