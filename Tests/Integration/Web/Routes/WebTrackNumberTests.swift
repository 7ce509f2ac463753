import Testing

/// The notation of track numbers (HTTP-3).
@Suite(.served(), .serialized) struct WebTrackNumberTests {
  private let server: ServeProcess

  init() throws { server = try .shared() }

  private static let prefixes = ["/api/player/mastering/recommendation/", "/api/player/stream/"]
  private static let wrong = [
    "-1", "-0", "+1", "1.0", "1e0", "1.", ".5", "0x10", "%201", "1%20", "1%0A", "1%00", "%00",
    "9007199254740992", "9223372036854775808", "18446744073709551617",
    String(repeating: "9", count: 400),
    "NaN", "Infinity", "null", "true", "1_0", "1,0", "a", "%EF%BC%91", "%D9%A1", "%FF", "%C0%B1",
    "1%2F2", "..", "%2e%2e", "1;2", "*", "%5B1%5D",
  ]

  @Test(arguments: prefixes, wrong)
  func `anything but digits up to 2^53 - 1 is refused`(
    _ prefix: String, _ number: String
  ) async throws {
    let answer = try await server.get(prefix + number)
    #expect(answer.status == 400)
    #expect(answer.errorCode == "bad_request")
  }

  @Test(arguments: prefixes, ["0", "1", "9007199254740991", "%31", "007"])
  func `digits are a number, even without such a track`(_ prefix: String, _ number: String)
    async throws
  {
    let answer = try await server.get(prefix + number)
    // A recommendation may be for a file that is not a track; no such file is given here (HTTP-44).
    let needsFile = prefix.contains("recommendation")
    #expect(answer.status == (needsFile ? 400 : 404))
    #expect(answer.errorCode == (needsFile ? "bad_request" : "not_found"))
  }

  @Test(arguments: wrong)
  func `the same applies to the query of a load`(_ number: String) async throws {
    let answer = try await server.post("/api/player/load?track_id=\(number)")
    #expect(answer.status == 400)
    #expect(answer.errorCode == "bad_request")
  }

  @Test(arguments: wrong)
  func `the same applies when the cache of a track is cleared`(_ number: String) async throws {
    let answer = try await server.post("/api/cache/clear?track_id=\(number)")
    #expect(answer.status == 400)
    #expect(answer.errorCode == "bad_request")
  }
}
