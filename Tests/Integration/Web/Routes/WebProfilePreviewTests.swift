import AudioFixtures
import StrictJSON
import Testing

/// `POST /api/library/map/preview` (HTTP-111, HTTP-112).
@Suite(.takesTurns(at: .server)) struct WebProfilePreviewTests {
  private static let target = "/api/library/map/preview"
  private let shelf: Shelf

  init() throws {
    shelf = try Shelf()
    for name in ["loop_garzul", "loop_amen_full", "drum_roll"] {
      try shelf.add(example: "\(name).flac")
    }
  }

  /// Runs with a server that caches measurements, and so knows those of tracks it has analysed.
  private func withCachingServer(_ body: (ServeProcess) async throws -> Void) async throws {
    let database = shelf.surroundings.path(of: "cache.sqlite")
    let server = try await ServeProcess(
      [shelf.path, "--port", "0", "--no-watch", "--cache", database], shelf: shelf)
    do {
      _ = try await server.libraryWhenReady()
      try await body(server)
    } catch {
      await server.stop()
      throw error
    }
    await server.stop()
  }

  /// A profile around the metrics of a track, with half-ranges so wide.
  private func profile(
    around track: JSON, id: String = "mine", width: Double = 2
  ) throws -> String {
    let metrics = try #require(track["fingerprint"])
    func range(_ metric: String, _ width: Double) throws -> String {
      let value = try #require(metrics[metric]?.asDouble)
      return "[\(value - width), \(value + width)]"
    }
    return """
      profile_id: \(id)
      name: Mine
      version: "1.0"
      detection_rules:
        loudness_dbfs: \(try range("loudness_dbfs", width))
        crest_db: \(try range("crest_db", width))
        zero_crossing_rate: \(try range("zero_crossing_rate", 0.02))
      processing_targets: {loudness_change_db: 3, crest_change_db: -1, centroid_change_hz: 150}
      training: {source: a test, tracks: 1}
      confidence: 0.5
      """
  }

  private func body(_ yaml: String, _ more: String = "") -> String {
    "{\"yaml\":\(quoted(yaml))\(more)}"
  }

  @Test func `what would be recommended is what profiles.import leads to, and nothing is kept`()
    async throws
  {
    try await withCachingServer { server in
      let map = try await server.get("/api/library/map?measure=true").json
      let points = try #require(map["tracks"]?.elements)
      #expect(points.count == 3)
      #expect(points.contains { $0["is_hybrid"] == .bool(true) }, "a blend must be among them")
      let catalogue = try await server.get("/api/profiles").text
      // One profile fits a track exactly; the other only so-so, and becomes a member of blends.
      let yaml =
        try profile(around: points[0]) + "\n---\n"
        + profile(around: points[1], id: "so-so", width: 0.4)
      let answer = try await server.post(Self.target, body(yaml))
      #expect(answer.status == 200)
      let preview = try answer.json
      #expect(
        preview.members?.map(\.key) == [
          "added", "total", "offset", "next_offset", "compared", "unmeasured", "failed",
          "changed",
        ])
      #expect(preview["added"]?.elements?.compactMap { $0["profile_id"] } == ["mine", "so-so"])
      #expect(preview["compared"] == .integer(3) && preview["unmeasured"] == .integer(0))
      let changed = try #require(preview["changed"]?.elements)
      #expect(!changed.isEmpty)

      // The reference is another host, which keeps the profiles.
      let host = try RPCProcess()
      _ = try await host.call("profiles.import", "{\"yaml\":\(quoted(yaml))}")
      for point in points {
        let fingerprint = try #require(point["fingerprint"]).text()
        let kept = try await host.call(
          "recommendation.weighted", "{\"fingerprint\":\(fingerprint)}")
        let entry = changed.first { $0["track_id"] == point["track_id"] }
        let isOther =
          kept["primary_profile_id"] != point["profile_id"]
          || kept["is_hybrid"] != point["is_hybrid"]
        if isOther { #expect(entry != nil) }
        guard let entry, let now = entry["now"], let then = entry["then"] else { continue }
        for key in ["profile_id", "is_hybrid", "confidence_score", "change"] {
          #expect(now[key] == point[key], "\(key)")
        }
        #expect(then["profile_id"] == kept["primary_profile_id"])
        #expect(then["profile_name"] == kept["primary_profile_name"])
        #expect(then["is_hybrid"] == kept["is_hybrid"])
        #expect(then["confidence_score"] == kept["confidence_score"])
        for (member, prediction) in [
          ("loudness_db", "loudness"), ("crest_db", "crest"), ("centroid_hz", "centroid"),
        ] {
          #expect(then["change"]?[member] == kept["predicted_\(prediction)_change"])
        }
      }
      try await host.finish()
      #expect(try await server.get("/api/profiles").text == catalogue)
      #expect(try await server.get("/api/library/map").json["tracks"] == map["tracks"])
    }
  }

  @Test func `pages add up to the whole, and unmeasured tracks are only counted`() async throws {
    try await withCachingServer { server in
      let before = try await server.post(Self.target, body(anyProfile)).json
      #expect(before["compared"] == .integer(0) && before["unmeasured"] == .integer(3))
      _ = try await server.get("/api/library/map?measure=true")
      let whole = try await server.post(Self.target, body(anyProfile)).json
      var (changed, offset): ([JSON], JSON) = ([], .integer(0))
      var pages = 0
      while offset != .null, pages < 9 {
        let page = try await server.post(
          Self.target, body(anyProfile, ",\"limit\":1,\"offset\":\(offset.text())")
        ).json
        #expect(page["compared"] == .integer(1))
        changed += page["changed"]?.elements ?? []
        offset = page["next_offset"] ?? .null
        pages += 1
      }
      #expect(pages == 3)
      #expect(changed == whole["changed"]?.elements)
      let beyond = try await server.post(Self.target, body(anyProfile, ",\"offset\":9")).json
      #expect(beyond["next_offset"] == .null && beyond["compared"] == .integer(0))
    }
  }

  /// A profile that resembles every track a little.
  private let anyProfile = """
    profile_id: greedy
    name: Greedy
    version: "1.0"
    detection_rules: {loudness_dbfs: [-40, 0], crest_db: [0, 35], zero_crossing_rate: [0.0, 0.2]}
    processing_targets: {loudness_change_db: 1, crest_change_db: 0, centroid_change_hz: 0}
    training: {source: Nothing, tracks: 0}
    confidence: 0.5
    """

  @Test func `a refused text has the problems of profiles.import`() async throws {
    try await withCachingServer { server in
      let host = try RPCProcess()
      let catalogue = try #require(
        try await host.call("profiles.export")["yaml"]?.asString)
      for yaml in ["profiles: [", "", "profile_id: A B", anyProfile + "\nx: 1", catalogue] {
        let answer = try await server.post(Self.target, body(yaml))
        #expect(answer.status == 400)
        #expect(answer.errorCode == "invalid_profile_text")
        let imported = try await host.call("profiles.import", "{\"yaml\":\(quoted(yaml))}")
        let error = try #require(try answer.json["error"])
        #expect(
          error.members?.map(\.key) == ["code", "message", "problem_count", "problems"])
        #expect(error["problems"] == imported["data"]?["problems"])
        #expect(error["problem_count"] == imported["data"]?["problem_count"])
        #expect(error["message"] == imported["message"])
      }
      try await host.finish()
    }
  }

  @Test func `other bodies, and requests of other sites, are refused`() async throws {
    try await withCachingServer { server in
      for body in [
        "", "{}", "[]", #"{"yaml":1}"#, body(anyProfile, ",\"x\":1"),
        body(anyProfile, ",\"limit\":0"), body(anyProfile, ",\"limit\":2001"),
        body(anyProfile, ",\"offset\":-1"), body(anyProfile, ",\"measure\":1"),
        body(anyProfile, ",\"measure\":true,\"limit\":21"),
      ] {
        let answer = try await server.post(Self.target, body)
        #expect(answer.status == 400 && answer.errorCode == "bad_request", "\(body)")
      }
      #expect(
        try await server.post(Self.target, body(anyProfile, ",\"confidence_threshold\":2"))
          .errorCode == "invalid_threshold")
      let large = String(repeating: "#", count: 64 << 10)
      #expect(try await server.post(Self.target, body(large)).status == 413)
      #expect(try await server.post("\(Self.target)?limit=1", body(anyProfile)).status == 400)
      #expect(try await server.get(Self.target).status == 405)
      for (field, status) in [
        (HTTPField("Sec-Fetch-Site", "cross-site"), 403),
        (HTTPField("Origin", "http://example.com"), 403),
        (HTTPField("Authorization", "Bearer another-token"), 401),
      ] {
        let request = server.request("POST", Self.target, [field], body: body(anyProfile))
        #expect(try await server.answer(request).status == status)
      }
    }
  }
}
