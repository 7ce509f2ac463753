import StrictJSON
import Testing

/// Query parameters (HTTP-5, HTTP-17, HTTP-9).
@Suite(.served { try $0.add(noise: "one.wav") }, .serialized) struct WebParameterTests {
  private let server: ServeProcess

  init() throws { server = try .shared() }

  private func recommendation(_ query: String) async throws -> HTTPAnswer {
    let track = try await server.track(titled: "one")
    return try await server.get("/api/player/mastering/recommendation/\(track)?\(query)")
  }

  @Test(arguments: [
    "x=1", "threshold=0.4", "Top_k=3", "top_k=3&x", "=", "=1", "track_id=1", "%74op_k=3&top_k=3",
    "confidence_threshold=0.4&confidence_threshold=0.4", "top_k=3&top_k=4",
    "filepath=a.wav&filepath=b.wav", "top_k", "top_k=", "top_k=1.5", "top_k=0x10", "top_k=+3",
    "top_k=%2B3", "top_k=%203", "top_k=3%20", "top_k=3%00",
    "top_k=three", "top_k=null", "top_k=%22%33%22", "top_k=%FF", "top_k=%E2%82",
    "confidence_threshold",
    "confidence_threshold=", "confidence_threshold=0x10", "confidence_threshold=+1",
    "confidence_threshold=%2B1", "confidence_threshold=%201", "confidence_threshold=1%0A",
    "confidence_threshold=.5", "confidence_threshold=1.", "confidence_threshold=0,4",
    "confidence_threshold=01", "confidence_threshold=1e", "confidence_threshold=NaN",
    "confidence_threshold=-", "confidence_threshold=Infinity", "confidence_threshold=[0.4]",
    "confidence_threshold=true", "confidence_threshold=%D9%A1", "top_k=%", "top_k=%3", "top_k=%zz",
    "%=1", "top_k=3&%FF=1",
  ])
  func `a parameter that is unknown, repeated or not a number is refused`(
    _ query: String
  ) async throws {
    let answer = try await recommendation(query)
    #expect(answer.status == 400)
    #expect(answer.errorCode == "bad_request")
  }

  @Test(arguments: [
    ("confidence_threshold=1.0000001", "invalid_threshold"),
    ("confidence_threshold=-0.0001", "invalid_threshold"),
    ("confidence_threshold=2", "invalid_threshold"),
    ("confidence_threshold=1e999", "invalid_threshold"),
    ("confidence_threshold=-1e999", "invalid_threshold"), ("top_k=0", "invalid_top_k"),
    ("top_k=-1", "invalid_top_k"),
  ])
  func `a number out of range is refused with its own code`(
    _ query: String, _ code: String
  ) async throws {
    let answer = try await recommendation(query)
    #expect(answer.status == 400)
    #expect(answer.errorCode == code)
  }

  @Test(arguments: ["9007199254740992", "1e400", "-1e400"])
  func `a number too large to count is refused with one of two codes`(
    _ number: String
  ) async throws {
    let answer = try await recommendation("top_k=\(number)")
    #expect(answer.status == 400)
    #expect(["bad_request", "invalid_top_k"].contains(answer.errorCode))
  }

  @Test(arguments: [
    ("", 0.4, 3), ("&", 0.4, 3), ("confidence_threshold=0", 0, 3), ("confidence_threshold=1", 1, 3),
    ("confidence_threshold=-0", 0, 3), ("confidence_threshold=4e-1", 0.4, 3),
    ("confidence_threshold=0.400000000000000000000000000001", 0.4, 3),
    ("confidence_threshold=1e-400", 0, 3), ("top_k=1", 0.4, 1),
    ("top_k=9007199254740991", 0.4, 9_007_199_254_740_991),
    ("top_k=2&confidence_threshold=0.5", 0.5, 2), ("%74op_k=%32", 0.4, 2),
  ])
  func `numbers in range are used`(
    _ query: String, _ threshold: Double, _ topK: Int
  ) async throws {
    let answer = try await recommendation(query)
    #expect(answer.status == 200)
    #expect(try answer.json["confidence_threshold"]?.asDouble == threshold)
    #expect(try answer.json["top_k"] == .integer(topK))
  }

  @Test(arguments: [
    ("GET", "/api/tracks"), ("GET", "/api/library"), ("POST", "/api/library/scan"),
    ("GET", "/api/profiles"), ("POST", "/api/cache/clear"), ("GET", "/health"),
    ("POST", "/api/player/load"), ("GET", "/api/player/stream/1"),
  ])
  func `every route refuses parameters that it does not know`(
    _ method: String, _ path: String
  ) async throws {
    for query in ["x=1", "confidence_threshold=0.4", "track_id=1&track_id=1"] {
      let answer = try await server.answer(server.request(method, "\(path)?\(query)"))
      #expect(answer.status == 400, "\(query)")
      #expect(answer.errorCode == "bad_request", "\(query)")
    }
  }

  @Test(arguments: [
    ("/api/library/scan", 202), ("/api/cache/clear", 200), ("/api/taste/reset", 200),
  ])
  func `a route that takes no body refuses members`(
    _ path: String, _ status: Int
  ) async throws {
    for body in [#"{"x":1}"#, "[]", "hello"] {
      let answer = try await server.answer(server.request("POST", path, body: body))
      #expect(answer.status == 400, "\(body)")
      #expect(answer.errorCode == "bad_request", "\(body)")
    }
    for body in ["", "{}"] {
      let answer = try await server.answer(server.request("POST", path, body: body))
      #expect(answer.status == status, "\(body)")
    }
  }
}
