import AudioFixtures
import Foundation
import StrictJSON
import Synchronization
import Testing

/// No request leaves the served folders, and no answer reveals anything outside them (HTTP-32).
@Suite(
  .served { shelf in
    try shelf.add(noise: "inside.wav")
    try shelf.add(folder: "within")
    try shelf.surroundings.file("outside.wav", .noise(), as: .integer16)
    _ = try shelf.surroundings.folder("\(shelf.name)-twin")
    try shelf.surroundings.file("\(shelf.name)-twin/twin.wav", .noise(), as: .integer16)
    _ = try shelf.surroundings.link("\(shelf.name)/link.wav", to: "../outside.wav")
    _ = try shelf.surroundings.link("\(shelf.name)/away", to: "..")
    _ = try shelf.surroundings.link("\(shelf.name)/root", to: "/")
    _ = try shelf.surroundings.link("\(shelf.name)/proc.wav", to: "/proc/self/mem")
    _ = try shelf.surroundings.endlessLink("\(shelf.name)/endless.wav")
    _ = try shelf.surroundings.link("\(shelf.name)/good.wav", to: "inside.wav")
  }, .serialized)
struct WebTraversalTests {
  private let server: ServeProcess
  private let shelf: Shelf

  init() throws {
    server = try .shared()
    shelf = try #require(Served.shelf)
  }

  /// Paths that lead out, relative to the shelf; OUT is a file outside.
  private static let waysOut = [
    "../OUT", "within/../../OUT", "./.././OUT", "within/./../../OUT", "..//OUT", "//..//OUT",
    "../../../../../../../../../../../../etc/hostname", "within/../within/../../OUT", "away/OUT",
    "root/etc/hostname", "root/proc/self/environ", "link.wav", "proc.wav", "away/../OUT", "..",
    "../",
    "../.", "within/../..", "-twin/twin.wav",
  ]

  /// The answers of GET and load to a path.
  private func answers(_ path: String) async throws -> [HTTPAnswer] {
    try await answers(encoded: percentEncoded(path)) + [
      try await server.post("/api/player/load", ServeProcess.loading(freshTrack(), path: path))
    ]
  }

  private func answers(encoded path: String) async throws -> [HTTPAnswer] {
    [
      try await server.get(
        "/api/player/mastering/recommendation/\(freshTrack())?filepath=\(path)"),
      try await server.post("/api/player/load?track_id=\(freshTrack())&track_path=\(path)"),
    ]
  }

  private func expectForbidden(
    _ answers: [HTTPAnswer], sourceLocation: SourceLocation = #_sourceLocation
  ) {
    for answer in answers {
      #expect(answer.status == 403, sourceLocation: sourceLocation)
      #expect(answer.errorCode == "path_not_allowed", sourceLocation: sourceLocation)
    }
  }

  @Test(arguments: waysOut, ["outside.wav", "missing.wav"])
  func `a path out of the folder is refused, whether or not it exists`(
    _ way: String, _ name: String
  ) async throws {
    let way = way.replacing("OUT", with: name)
    // The sibling's name begins with the folder's name.
    let path = way.hasPrefix("-") ? shelf.path + way : shelf.path(of: way)
    expectForbidden(try await answers(path))
  }

  @Test func `the answer is the same, byte for byte, whether or not the file exists`()
    async throws
  {
    for (there, missing) in [
      ("/etc/hostname", "/etc/no-such-file"), ("/etc", "/no-such-folder"), ("/", "/no/such/way"),
      (shelf.surroundings.path(of: "outside.wav"), shelf.surroundings.path(of: "missing.wav")),
      (shelf.path(of: "link.wav"), shelf.path(of: "../missing.wav")),
      (shelf.path(of: "root/etc/hostname"), shelf.path(of: "root/etc/no-such-file")),
      (shelf.path(of: "root/etc/hostname/x"), shelf.path(of: "root/no/such/way")),
    ] {
      let (here, gone) = (try await answers(there), try await answers(missing))
      expectForbidden(here + gone)
      for (first, second) in zip(here, gone) {
        #expect(first.body == second.body)
        #expect(first.fields.withoutDate == second.fields.withoutDate)
      }
    }
  }

  @Test(arguments: [
    // Encoded twice, with backslashes, as a URL, for other systems.
    "%252e%252e%252fOUT", "..%255cOUT", "..%5COUT", "..%5c..%5cOUT",
    "file%3A%2F%2F%2Fetc%2Fhostname", "file%3A%2F%2FSHELF%2Finside.wav", "~%2F", "~root%2F",
    "%24HOME", "C%3A%5CWindows%5Cwin.ini", "%5C%5Cserver%5Cshare", "%EF%BC%8E%EF%BC%8E%EF%BC%8FOUT",
    "%E2%80%A5%2FOUT", ".%2F..%2FOUT", "within", "inside.wav", "%2e%2e%2fOUT", "%2E%2E/OUT",
  ])
  func `a spelling that has no meaning here leads nowhere`(_ path: String) async throws {
    expectForbidden(try await answers(encoded: spelled(path)))
  }

  @Test(arguments: [
    "%c0%ae%c0%ae%c0%afOUT", "..%c0%afOUT", "..%e0%80%afOUT", "%f0%80%80%ae%f0%80%80%ae/OUT",
  ])
  func `bytes that are not UTF-8 are not a path`(_ path: String) async throws {
    for answer in try await answers(encoded: spelled(path)) {
      #expect(answer.status == 400)
      #expect(answer.errorCode == "bad_request")
    }
  }

  @Test(arguments: ["%00", "SHELF%2F..%00%2FOUT"])
  func `a text with a NUL is not a file path`(_ path: String) async throws {
    for answer in try await answers(encoded: spelled(path)) {
      #expect(answer.status == 404)
      #expect(answer.errorCode == "file_not_found")
    }
  }

  private func spelled(_ path: String) -> String {
    path.replacing("OUT", with: "outside.wav").replacing("SHELF", with: percentEncoded(shelf.path))
  }

  @Test(arguments: [
    ("%00", 404), ("%00.wav", 404), ("%00%2F..%2F..%2Foutside.wav", 404), ("%0A", 403),
    ("%FF", 400), ("%ED%A0%80", 400),
  ])
  func `a path of the folder with odd bytes leads nowhere`(
    _ suffix: String, _ status: Int
  ) async throws {
    let path = percentEncoded(shelf.path(of: "inside.wav")) + suffix
    for answer in try await answers(encoded: path) { #expect(answer.status == status) }
  }

  @Test(arguments: [
    "inside.wav", "./inside.wav", "within/../inside.wav", "good.wav", "/inside.wav",
    "within//..///inside.wav", "away/SHELF/inside.wav",
  ])
  func `any spelling of a file within leads to it`(_ way: String) async throws {
    let path = shelf.path(of: way.replacing("SHELF", with: shelf.name))
    for answer in try await answers(path) { #expect(answer.status == 200, "\(answer.text)") }
  }

  @Test func `a link to itself leads nowhere`() async throws {
    expectForbidden(try await answers(shelf.path(of: "endless.wav")))
  }

  @Test(arguments: [
    "/page/../../../../../../etc/hostname", "/page/%2e%2e/%2e%2e/%2e%2e/etc/hostname",
    "/page/..%2f..%2f..%2fetc%2fhostname", "/page/%252e%252e%252fetc%252fhostname",
    "/page/..%5c..%5cetc%5chostname", "/page//etc/hostname", "/page/%2fetc%2fhostname",
    "/page/%c0%ae%c0%ae/%c0%ae%c0%ae/etc/hostname", "/page/index.html%00", "/page/%00", "/page/./",
    "/../etc/hostname", "/%2e%2e/etc/hostname", "//etc/hostname", "/etc/hostname", "/.git/config",
    "/page/.git/config", "/page/..", "/page/index.html/..", "/page/index.html/../index.html",
    "/..%2f", "/page/con", "/page/~root",
  ])
  func `only the page is served under the page's path`(_ target: String) async throws {
    let answer = try await server.get(target)
    // Overlong forms are not UTF-8.
    #expect(answer.status == (target.contains("%c0") ? 400 : 404))
    #expect(answer.errorCode != nil)
  }

  @Test(arguments: [
    "..", "%2e%2e", "..%2f..%2fetc%2fhostname", "%2fetc%2fhostname", "1%00",
    "file:%2f%2f%2fetc%2fhostname",
  ])
  func `a stream is requested only by number`(_ track: String) async throws {
    let answer = try await server.get("/api/player/stream/\(track)")
    #expect(answer.status == 400)
  }

  // MARK: Links

  @Test func `links that lead out of the folder are not tracks`() async throws {
    let titles = try await server.tracks().compactMap { $0["title"]?.asString }
    #expect(titles == ["inside"])
  }

  @Test func `a track replaced by a link that leads out is not followed`() async throws {
    let shelf = try Shelf()
    try shelf.add(noise: "track.wav")
    try shelf.surroundings.file("outside.wav", text: "the secret")
    try await withServer(shelf) { server in
      let track = try await server.track(titled: "track")
      try shelf.remove("track.wav")
      _ = try shelf.surroundings.link("\(shelf.name)/track.wav", to: "../outside.wav")
      try await expectNothing(of: track, server)
    }
  }

  @Test func `a folder replaced by a link that leads out is not followed`() async throws {
    let shelf = try Shelf()
    try shelf.add(folder: "album")
    try shelf.add(noise: "album/track.wav")
    _ = try shelf.surroundings.folder("elsewhere")
    try shelf.surroundings.file("elsewhere/track.wav", text: "the secret")
    try await withServer(shelf) { server in
      let track = try await server.track(titled: "track")
      try shelf.remove("album")
      _ = try shelf.surroundings.link("\(shelf.name)/album", to: "../elsewhere")
      try await expectNothing(of: track, server)
      try await server.scan()
      #expect(try await server.tracks() == [])
    }
  }

  @Test func `a track that is replaced again and again is not followed outside`() async throws {
    let shelf = try Shelf()
    try shelf.add(noise: "track.wav", frames: 100)
    let secret = "the secret"
    let outside = try shelf.surroundings.file("outside.wav", text: secret)
    try await withServer(shelf) { server in
      let track = try await server.track(titled: "track")
      let path = shelf.path(of: "track.wav")
      let file = shelf.surroundings.path(of: "kept.wav")
      try FileManager.default.copyItem(atPath: path, toPath: file)
      let isDone = Atomic(false)
      async let exchanged: Void = onThreadOfItsOwn {
        while !isDone.load(ordering: .relaxed) {
          // Each replacement is atomic, so one of the two always exists.
          _ = try shelf.surroundings.link("next", to: outside)
          rename(shelf.surroundings.path(of: "next"), path)
          link(file, shelf.surroundings.path(of: "next"))
          rename(shelf.surroundings.path(of: "next"), path)
          // Leaves time for the server on a machine with few processors.
          usleep(20)
        }
      }
      for _ in 0..<300 {
        let answer = try await server.get("/api/player/stream/\(track)")
        #expect(!answer.text.contains(secret))
        // A link that appears between the check and the opening counts as a missing file.
        #expect([200, 403, 404].contains(answer.status))
      }
      isDone.store(true, ordering: .relaxed)
      try await exchanged
    }
  }

  /// The track's file is now outside: no answer contains anything of it.
  private func expectNothing(of track: Int, _ server: ServeProcess) async throws {
    let answers = [
      try await server.get("/api/player/stream/\(track)"),
      try await server.get("/api/player/stream/\(track)", HTTPField("Range", "bytes=0-3")),
      try await server.get("/api/player/mastering/recommendation/\(track)"),
    ]
    for answer in answers {
      #expect(answer.status == 403)
      #expect(answer.errorCode == "path_not_allowed")
      #expect(!answer.text.contains("secret"))
    }
    // The same for any path that a client may try.
    let load = try await server.post("/api/player/load", ServeProcess.loading(track))
    #expect(load.status == 403)
    #expect(load.errorCode == "path_not_allowed")
  }
}
