import AudioFixtures
import Foundation
import StrictJSON
import Testing

/// `GET /api/player/stream/{track_id}` and its fields about the file (HTTP-10, HTTP-11).
@Suite(.served { try $0.add(noise: "one.wav") }, .serialized) struct WebStreamTests {
  private let server: ServeProcess
  private let shelf: Shelf

  init() throws {
    server = try .shared()
    shelf = try #require(Served.shelf)
  }

  private func target() async throws -> String {
    "/api/player/stream/\(try await server.track(titled: "one"))"
  }

  @Test func `the stream is the file, with its type, length and entity tag`() async throws {
    let answer = try await server.get(try await target())
    let file = try shelf.bytes(of: "one.wav")
    #expect(answer.status == 200)
    #expect(answer.body == file)
    #expect(answer["Content-Length"] == "\(file.count)")
    #expect(answer["Content-Type"] == "audio/wav")
    #expect(answer["Accept-Ranges"] == "bytes")
    let tag = try #require(answer["ETag"])
    // Strong: no W/.
    #expect(tag.wholeMatch(of: /"[!#-~]+"/) != nil)
    let modified = try #require(
      FileManager.default.attributesOfItem(atPath: shelf.path(of: "one.wav"))[.modificationDate]
        as? Date)
    #expect(answer["Last-Modified"] == httpDate(modified))
    let now = try #require(answer["Date"])
    #expect(now.wholeMatch(of: /\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT/) != nil)
  }

  @Test func `an empty file is streamed`() async throws {
    let track = freshTrack()
    try await server.load(track, path: try shelf.add(bytes: [], as: "empty.wav"))
    let answer = try await server.get("/api/player/stream/\(track)")
    #expect(answer.status == 200)
    #expect(answer["Content-Length"] == "0")
    let part = try await server.get(
      "/api/player/stream/\(track)", HTTPField("Range", "bytes=0-"))
    #expect(part.status == 416)
    #expect(part["Content-Range"] == "bytes */0")
  }

  @Test
  func `the entity tag changes when the file is changed in place or replaced by an identical one`()
    async throws
  {
    let (track, path) = (freshTrack(), try shelf.add(noise: "tags.wav", frames: 100))
    try await server.load(track, path: path)
    func tag() async throws -> String? {
      try await server.get("/api/player/stream/\(track)")["ETag"]
    }
    let first = try await tag()
    #expect(try await tag() == first)
    // The same length, in place.
    let handle = try FileHandle(forUpdating: URL(fileURLWithPath: path))
    try handle.seek(toOffset: 60)
    try handle.write(contentsOf: Data([1, 2, 3]))
    try handle.close()
    let second = try await tag()
    #expect(second != first)
    // The same bytes and the same time, in a different file.
    let date = try FileManager.default.attributesOfItem(atPath: path)[.modificationDate]
    try shelf.add(bytes: try shelf.bytes(of: "tags.wav"), as: "twin.wav")
    try FileManager.default.setAttributes(
      [.modificationDate: try #require(date)], ofItemAtPath: shelf.path(of: "twin.wav"))
    try #require(rename(shelf.path(of: "twin.wav"), path) == 0)
    #expect(try await tag() != second)
  }

  @Test func `a client with the current file gets 304`() async throws {
    let target = try await target()
    let whole = try await server.get(target)
    let tag = try #require(whole["ETag"])
    for condition in [tag, "\"other\", \(tag)", "*", "W/\(tag)", " \(tag) ,\"x\""] {
      let answer = try await server.get(target, HTTPField("If-None-Match", condition))
      #expect(answer.status == 304, "\(condition)")
      #expect(answer["ETag"] == tag, "\(condition)")
      #expect(answer.body.isEmpty, "\(condition)")
    }
    for condition in ["\"other\"", String(tag.dropFirst().dropLast()), "", "\"*\""] {
      let answer = try await server.get(target, HTTPField("If-None-Match", condition))
      #expect(answer.status == 200, "\(condition)")
    }
  }

  @Test func `the entity tag takes precedence over the range and the date`() async throws {
    let target = try await target()
    let whole = try await server.get(target)
    let tag = try #require(whole["ETag"])
    let date = try #require(whole["Last-Modified"])
    let both = try await server.get(
      target, HTTPField("If-None-Match", tag), HTTPField("Range", "bytes=0-9"))
    #expect(both.status == 304)
    let other = try await server.get(
      target, HTTPField("If-None-Match", "\"other\""), HTTPField("If-Modified-Since", date))
    #expect(other.status == 200)
    #expect(try await server.get(target, HTTPField("If-Modified-Since", date)).status == 304)
    let long = "Sun, 06 Nov 1994 08:49:37 GMT"
    #expect(try await server.get(target, HTTPField("If-Modified-Since", long)).status == 200)
    #expect(try await server.get(target, HTTPField("If-Modified-Since", "never")).status == 200)
  }

  private func httpDate(_ date: Date) -> String {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(identifier: "GMT")
    formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
    // Whole seconds, rounded down as by the file system.
    return formatter.string(
      from: Date(timeIntervalSince1970: date.timeIntervalSince1970.rounded(.down)))
  }
}
