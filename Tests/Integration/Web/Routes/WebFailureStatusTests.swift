import AudioFixtures
import StrictJSON
import Testing

/// The status for each way in which a file can fail (HTTP-5).
@Suite(
  .served { shelf in
    let clip = AudioClip.noise()
    let wave = WAVLayout(for: clip, as: .integer16).bytes(of: clip)
    try shelf.add(bytes: Array(wave.prefix(wave.count / 2)), as: "truncated.wav")
    try shelf.add(bytes: [], as: "nothing.wav")
    try shelf.add(bytes: Array("no sound at all".utf8), as: "text.wav")
    try shelf.surroundings.file("\(shelf.name)/silent.wav", .silence(frames: 0), as: .integer16)
    var wild = clip
    wild[channel: 0, frame: 100] = .nan
    try shelf.surroundings.file("\(shelf.name)/wild.wav", wild, as: .float32)
    try shelf.add(folder: "folder.wav")
    _ = try shelf.surroundings.pipe("\(shelf.name)/pipe.wav")
    _ = try shelf.surroundings.unixSocket("\(shelf.name)/s.wav")
    _ = try shelf.surroundings.unreadableFile("\(shelf.name)/secret.wav", wave)
  }, .serialized)
struct WebFailureStatusTests {
  private let server: ServeProcess
  private let shelf: Shelf

  init() throws {
    server = try .shared()
    shelf = try #require(Served.shelf)
  }

  @Test(arguments: [
    ("missing.wav", 404, "file_not_found"), ("missing/missing.wav", 404, "file_not_found"),
    ("folder.wav", 415, "not_a_file"), ("pipe.wav", 415, "not_a_file"),
    ("s.wav", 415, "not_a_file"),
    ("text.wav", 415, "unsupported_format"), ("nothing.wav", 415, "unsupported_format"),
    ("truncated.wav", 422, "truncated_audio"), ("silent.wav", 422, "empty_audio"),
    ("wild.wav", 422, "non_finite_samples"),
  ])
  func `a file without a recommendation gets the reason`(
    _ name: String, _ status: Int, _ code: String
  ) async throws {
    let answer = try await recommendation(name)
    #expect(answer.status == status)
    #expect(answer.errorCode == code)
    #expect(try answer.json["error"]?.members?.map(\.key) == ["code", "message"])
    #expect(try answer.json["error"]?["message"]?.asString?.isEmpty == false)
  }

  @Test(.enabled(if: TemporaryFolder.permissionsApply, "root may read everything"))
  func `a file that may not be read is a server error`() async throws {
    let answer = try await recommendation("secret.wav")
    #expect(answer.status == 500)
    #expect(answer.errorCode == "file_unreadable")
  }

  @Test(arguments: [
    ("missing.wav", 404, "file_not_found"), ("folder.wav", 415, "not_a_file"),
    ("pipe.wav", 415, "not_a_file"), ("s.wav", 415, "not_a_file"),
  ])
  func `anything but a file is not streamed`(
    _ name: String, _ status: Int, _ code: String
  ) async throws {
    let track = freshTrack()
    try await server.load(track, path: shelf.path(of: name))
    let answer = try await server.get("/api/player/stream/\(track)")
    #expect(answer.status == status)
    #expect(answer.errorCode == code)
  }

  @Test(arguments: ["nothing.wav", "text.wav", "truncated.wav"])
  func `a file is streamed whatever its content`(_ name: String) async throws {
    let track = freshTrack()
    try await server.load(track, path: shelf.path(of: name))
    let answer = try await server.get("/api/player/stream/\(track)")
    #expect(answer.status == 200)
    #expect(try answer.body == shelf.bytes(of: name))
  }

  private func recommendation(_ name: String) async throws -> HTTPAnswer {
    try await server.get(
      "/api/player/mastering/recommendation/\(freshTrack())"
        + "?filepath=\(percentEncoded(shelf.path(of: name)))")
  }
}
