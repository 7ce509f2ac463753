import AudioFixtures
import Foundation
import StrictJSON
import Testing

/// `GET /api/player/mastering/whole/{track_id}` (HTTP-46).
@Suite(
  .served {
    try $0.add(noise: "short.wav")
    try $0.add(quietThenLoud: "long.wav")
  }, .serialized)
struct WebWholeSongTests {
  private let server: ServeProcess

  init() throws { server = try .shared() }

  private func whole(_ title: String, _ query: String = "") async throws -> HTTPAnswer {
    let track = try await server.track(titled: title)
    return try await server.get("/api/player/mastering/whole/\(track)\(query)")
  }

  @Test
  func
    `the answer has the difference between the whole and its start, and the whole's recommendation`()
    async throws
  {
    let answer = try await whole("long")
    #expect(answer.status == 200)
    let difference = try #require(try answer.json["difference"])
    // Mean squares: 0.005 for the first 90 s; for all of it, three quarters of that plus a quarter
    // of 0.125.
    let louder = 10 * log10((0.75 * 0.005 + 0.25 * 0.125) / 0.005)
    let peak = 20 * log10(5.0)
    for (metric, expected) in [
      ("loudness_dbfs", louder), ("peak_dbfs", peak), ("crest_db", peak - louder),
    ] {
      let value = try #require(difference[metric]?.asDouble)
      #expect(abs(value - expected) < 0.02, "\(metric) \(value)")
    }
  }

  @Test func `the whole's recommendation is the one for an unlimited duration`() async throws {
    let track = try await server.track(titled: "long")
    let start = try await server.get("/api/player/mastering/recommendation/\(track)?top_k=2")
    let answer = try await whole("long", "?top_k=2")
    let isSame = ["primary_profile_id", "is_hybrid", "is_fallback"].allSatisfy {
      (try? start.json[$0]) == (try? answer.json[$0])
    }
    #expect(try answer.json["is_same"] == .bool(isSame))
    let keys = try #require(try answer.json.members).map(\.key)
    #expect(
      keys == [
        "primary_profile_id", "primary_profile_name", "confidence_score", "is_hybrid",
        "is_fallback", "is_same", "difference",
      ])
  }

  @Test func `a track that ends earlier has the same recommendation and no difference`()
    async throws
  {
    let answer = try await whole("short")
    #expect(try answer.json["is_same"] == .bool(true))
    let differences = try #require(try answer.json["difference"]?.members)
    #expect(differences.count == 7)
    #expect(differences.allSatisfy { $0.value.asDouble == 0 })
  }

  @Test func `invalid requests and missing tracks are refused`() async throws {
    #expect(try await whole("short", "?confidence_threshold=2").errorCode == "invalid_threshold")
    #expect(try await whole("short", "?top_k=0").errorCode == "invalid_top_k")
    #expect(try await whole("short", "?history=true").status == 400)
    let answer = try await server.get("/api/player/mastering/whole/\(freshTrack())")
    #expect(answer.status == 400 && answer.errorCode == "bad_request")
  }
}

extension Shelf {
  /// Adds 90 s of a sine of amplitude 0.1, followed by 30 s at 0.5.
  fileprivate func add(quietThenLoud name: String) throws {
    let quiet = AudioClip.sine(
      hz: 1_000, amplitude: 0.1, frames: 90 * 8_000, sampleRateHz: 8_000)
    let loud = AudioClip.sine(
      hz: 1_000, amplitude: 0.5, frames: 30 * 8_000, sampleRateHz: 8_000)
    try add(clip: quiet.followed(by: loud), as: name)
  }

  private func add(clip: AudioClip, as name: String) throws {
    try surroundings.file("\(self.name)/\(name)", clip, as: .float32)
  }
}
