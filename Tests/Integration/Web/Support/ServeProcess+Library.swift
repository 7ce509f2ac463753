import StrictJSON
import Testing

extension ServeProcess {
  /// Waits until the server has scanned its folders, and returns its answer.
  @discardableResult
  func libraryWhenReady() async throws -> JSON {
    let connection = try await connection()
    defer { connection.close() }
    let clock = ContinuousClock()
    let giveUp = clock.now + .seconds(60)
    while clock.now < giveUp {
      try await connection.send(request("GET", "/api/library").bytes)
      let library = try await connection.answer().json
      if library["state"] == "ready" { return library }
    }
    throw ByteSource.Malformed("the library was not ready in a minute")
  }

  /// The tracks of the library once it is ready.
  func tracks() async throws -> [JSON] {
    try await libraryWhenReady()
    return try #require(try await get("/api/tracks").json["tracks"]?.elements)
  }

  /// The number of the track with this title.
  func track(titled title: String) async throws -> Int {
    let tracks = try await tracks()
    let track = tracks.first { $0["title"]?.asString == title }
    return try #require(track?["track_id"]?.asInteger, "\(title) is none of \(tracks)")
  }

  /// Scans the folders again and waits until that is done.
  func scan() async throws {
    try #require(try await post("/api/library/scan").status == 202)
    try await libraryWhenReady()
  }
}
