import AudioFixtures
import StrictJSON
import Testing

/// `POST /api/player/load` (HTTP-18) and its effects.
@Suite(
  .served {
    try $0.add(noise: "one.wav")
    try $0.add(noise: "two.wav", seed: 2)
    try $0.add(folder: "folder")
    _ = try $0.surroundings.pipe("\($0.name)/pipe")
    try $0.add(bytes: Array("no sound".utf8), as: "text.wav")
    try TwoHours.write(to: $0.path(of: "long.wav"))
    _ = try $0.surroundings.file("outside.wav", .noise(), as: .integer16)
  }, .serialized)
struct WebLoadTests {
  private let server: ServeProcess
  private let shelf: Shelf

  init() throws {
    server = try .shared()
    shelf = try #require(Served.shelf)
  }

  private func load(_ body: String, query: String = "") async throws -> HTTPAnswer {
    try await server.post("/api/player/load\(query)", body)
  }

  /// The types of the messages about a track.
  private func kinds(_ story: [JSON]) -> [String] {
    story.map { message in
      let data = message["data"]
      let kind = message["type"]?.asString ?? "none"
      return kind == "fingerprint_progress" ? data?["status"]?.asString ?? "none" : kind
    }
  }

  // MARK: Requests

  @Test func `a track of the library is loaded by its number alone`() async throws {
    let track = try await server.track(titled: "one")
    for answer in [
      try await load(#"{"track_id":\#(track)}"#), try await load("", query: "?track_id=\(track)"),
      try await load(" {\n\"track_id\" : \(track)}\t"),
    ] {
      #expect(answer.status == 200)
      #expect(answer.text == #"{"message":"Track loaded","track_id":\#(track)}"#)
    }
  }

  @Test func `any other file is loaded by its path`() async throws {
    let path = shelf.path(of: "two.wav")
    for (number, answer) in [
      (7, try await load(ServeProcess.loading(7, path: path))),
      (8, try await load("", query: "?track_id=8&track_path=\(percentEncoded(path))")),
      (9, try await load(#"{"track_id":9}"#, query: "?track_path=\(percentEncoded(path))")),
    ] {
      #expect(answer.text == #"{"message":"Track loaded","track_id":\#(number)}"#)
    }
  }

  @Test func `a file loaded without a number gets one, the same each time`() async throws {
    // A library track has its own number; any other file gets one that no track has.
    let track = try await server.track(titled: "two")
    let path = percentEncoded(shelf.path(of: "two.wav"))
    let answer = try await load("", query: "?track_path=\(path)")
    #expect(try answer.json["track_id"] == .integer(track))
    let new = percentEncoded(try shelf.add(noise: "unnumbered.wav", seed: 5))
    let first = try await load("", query: "?track_path=\(new)")
    let number = try #require(try first.json["track_id"]?.asInteger)
    #expect(number != track)
    #expect(try await load("", query: "?track_path=\(new)").json["track_id"] == .integer(number))
    #expect(try await server.get("/api/player/stream/\(number)").status == 200)
  }

  @Test func `the threshold of a load applies to its messages`() async throws {
    let socket = try await server.webSocket()
    defer { socket.close() }
    let track = freshTrack()
    let path = shelf.path(of: "two.wav")
    let answer = try await load(
      #"{"track_id":\#(track),"track_path":"\#(path)","confidence_threshold":0.75}"#)
    #expect(answer.status == 200)
    let verdict = try #require(try await socket.story(ofTrack: track).last)
    #expect(verdict["data"]?["confidence_threshold"]?.asDouble == 0.75)
    let refused = try await load(#"{"track_id":\#(track),"confidence_threshold":1.5}"#)
    #expect(refused.status == 400 && refused.errorCode == "invalid_threshold")
  }

  @Test func `the body overrides the query`() async throws {
    let path = shelf.path(of: "two.wav")
    let answer = try await load(
      ServeProcess.loading(7, path: path), query: "?track_id=8&track_path=%2Fetc%2Fpasswd")
    #expect(answer.text == #"{"message":"Track loaded","track_id":7}"#)
  }

  @Test func `a number without a track needs a path`() async throws {
    let answer = try await load(#"{"track_id":123456}"#)
    #expect(answer.status == 404)
    #expect(answer.errorCode == "not_found")
  }

  @Test(arguments: [
    "", "{}", "[]", "7", "null", "\"7\"", "{\"track_id\":7", "{\"track_id\":7}{}", "{'track_id':7}",
    "{\"track_id\":7,}", "{\"track_id\":7,\"track_id\":7}", "{\"track_id\":7,\"x\":1}",
    "{\"track_id\":7,\"filepath\":\"a\"}", "{\"track_id\":7,\"path\":\"a\"}", "{\"track_id\":-1}",
    "{\"track_id\":1.5}", "{\"track_id\":\"7\"}", "{\"track_id\":null}", "{\"track_id\":true}",
    "{\"track_id\":1e999}", "{\"track_id\":9007199254740992}", "{\"track_id\":0x10}",
    "{\"track_id\":+1}", "{\"track_id\":[7]}", "{\"track_id\":NaN}",
    "{\"track_id\":7,\"track_path\":7}", "{\"track_id\":7,\"track_path\":null}",
    "{\"track_id\":7,\"track_path\":[\"a\"]}", "{\"track_id\":7,\"track_path\":\"\\ud800\"}",
    "{\"track_id\":7,\"track_path\":\"\u{1}\"}", "\u{FEFF}{\"track_id\":7}", "track_id=7",
    String(repeating: "[", count: 60_000),
    "{\"track_id\":7,\"track_path\":" + String(repeating: "[", count: 65) + "}",
  ])
  func `a body of another form is refused`(_ body: String) async throws {
    let answer = try await load(body)
    #expect(answer.status == 400)
    #expect(answer.errorCode == "bad_request")
  }

  @Test(arguments: [
    [0xFF, 0xFE, 0x7B, 0x00], [0xC0, 0xAF], [0x00], Array("{\"track_id\":7\u{0}}".utf8),
  ])
  func `a body that is not text is refused`(_ body: [UInt8]) async throws {
    var request = server.request("POST", "/api/player/load")
    request = HTTPRequest("POST", request.target, host: server.host, body: body)
    let answer = try await server.answer(request)
    #expect(answer.status == 400)
    #expect(answer.errorCode == "bad_request")
  }

  @Test func `a chunked body is accepted`() async throws {
    let track = try await server.track(titled: "one")
    var request = server.request("POST", "/api/player/load")
    request.fields = [HTTPField("Host", server.host), HTTPField("Transfer-Encoding", "chunked")]
    let body = Array(#"{"track_id":\#(track)}"#.utf8)
    for byte in body { request.body += Array("1\r\n".utf8) + [byte, 0x0D, 0x0A] }
    request.body += Array("0\r\n\r\n".utf8)
    #expect(try await server.answer(request).status == 200)
  }

  // MARK: Messages

  @Test func `the messages arrive in order`() async throws {
    let socket = try await server.webSocket()
    defer { socket.close() }
    let track = freshTrack()
    try await server.load(track, path: shelf.path(of: "two.wav"))
    let kinds = kinds(try await socket.newStory(ofTrack: track))
    #expect(kinds.first == "track_loaded")
    #expect(kinds.last == "mastering_recommendation")
    let progress = kinds.dropFirst().dropLast()
    #expect(["complete", "cached"].contains(progress.last))
    #expect(progress.dropLast().allSatisfy { $0 == "analyzing" })
  }

  @Test(arguments: ["folder", "pipe"])
  func `a file outside the library is refused at once`(_ name: String) async throws {
    let answer = try await load(
      ServeProcess.loading(freshTrack(), path: shelf.path(of: name)))
    #expect(answer.status == 403)
    #expect(answer.errorCode == "path_not_allowed")
  }

  @Test(arguments: [
    ("missing.wav", "file_not_found"), ("text.wav", "unsupported_format"),
  ])
  func `a load is answered whatever its path names, and its failure is sent`(
    _ name: String, _ code: String
  ) async throws {
    let socket = try await server.webSocket()
    defer { socket.close() }
    let (track, path) = (freshTrack(), shelf.path(of: name))
    let answer = try await load(ServeProcess.loading(track, path: path))
    #expect(answer.text == #"{"message":"Track loaded","track_id":\#(track)}"#)
    let story = try await socket.newStory(ofTrack: track)
    let kinds = kinds(story)
    #expect(kinds.first == "track_loaded")
    #expect(kinds.suffix(2) == ["failed", "mastering_recommendation_failed"])
    let data = try #require(story.last?["data"])
    #expect(data.members?.map(\.key) == ["track_id", "code", "message"])
    #expect(data["code"]?.asString == code)
    #expect(data["message"]?.asString?.isEmpty == false)
    // A second load tries again.
    try await server.load(track, path: path)
    #expect(self.kinds(try await socket.story(ofTrack: track)) == kinds)
  }

  @Test func `a load of two hours is answered as fast as one of a second`() async throws {
    let socket = try await server.webSocket()
    defer { socket.close() }
    let track = freshTrack()
    try await server.load(track, path: shelf.path(of: "long.wav"))
    #expect(kinds(try await socket.newStory(ofTrack: track)).first == "track_loaded")
  }

  @Test func `a load outside the folders is refused at once and sent to no client`() async throws {
    let socket = try await server.webSocket()
    defer { socket.close() }
    let (refused, next) = (freshTrack(), freshTrack())
    let outside = shelf.surroundings.path(of: "outside.wav")
    let answer = try await load(ServeProcess.loading(refused, path: outside))
    #expect(answer.status == 403)
    #expect(answer.errorCode == "path_not_allowed")
    try await server.load(next, path: shelf.path(of: "one.wav"))
    let story = try await socket.story(ofTrack: next)
    #expect(!story.contains { $0.track == refused })
  }

  @Test func `after a second load, the first gets no more messages`() async throws {
    let socket = try await server.webSocket()
    defer { socket.close() }
    let (first, second) = (freshTrack(), freshTrack())
    let loads = [(first, "long.wav"), (second, "one.wav")].map { number, name in
      server.request(
        "POST", "/api/player/load",
        body: ServeProcess.loading(number, path: shelf.path(of: name)))
    }
    let connection = try await server.connection()
    try await connection.send(loads.flatMap(\.bytes))
    #expect(try await connection.answer().status == 200)
    #expect(try await connection.answer().status == 200)
    let tracks = try await socket.story(ofTrack: second).compactMap(\.track)
    let start = try #require(tracks.firstIndex(of: second))
    #expect(tracks[start...].allSatisfy { $0 == second })
    #expect(tracks[..<start].contains(first))
  }

  @Test func `ten loads of a track at once are ten answers and one analysis`() async throws {
    let socket = try await server.webSocket()
    defer { socket.close() }
    let (track, next) = (freshTrack(), freshTrack())
    let path = try shelf.add(noise: "ten.wav", seed: 10, frames: 30 * 44_100)
    let load = server.request(
      "POST", "/api/player/load", body: ServeProcess.loading(track, path: path))
    let connection = try await server.connection()
    try await connection.send((0..<10).flatMap { _ in load.bytes })
    for _ in 0..<10 { #expect(try await connection.answer().status == 200) }
    var messages = try await socket.story(ofTrack: track)
    // Any further verdict on the first would come before the next track.
    try await server.load(next, path: shelf.path(of: "one.wav"))
    messages += try await socket.story(ofTrack: next)
    let complete = messages.filter { $0.track == track && $0["data"]?["status"] == "complete" }
    #expect(complete.count == 1)
  }
}
