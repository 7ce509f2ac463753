import AudioFixtures
import Caching
import Foundation
import MasteringModel
import ProviderTesting
import Testing

@Suite struct DamagedDatabaseTests {
  private let folder: TemporaryFolder
  private let warnings = Warnings()
  private let cache: SQLiteCache

  init() throws {
    folder = try TemporaryFolder()
    cache = SQLiteCache(path: folder.path(of: "cache.sqlite"), warn: warnings.note)
  }

  private static let header = Array("SQLite format 3\0".utf8)

  @Test(arguments: [
    Array("no database at all, but long enough to be the header of one".utf8),
    header + [UInt8](repeating: 0, count: 4080),
    header + [UInt8](repeating: 0xff, count: 9000),
    [UInt8](repeating: 0, count: 4096),
    Array(header.reversed()) + [UInt8](repeating: 1, count: 5000),
  ])
  func `garbage is set aside with a warning, and a new database begun`(_ garbage: [UInt8])
    async throws
  {
    try folder.file("cache.sqlite", garbage)
    #expect(try await cache.analysis(for: .numbered(1)) == nil)
    try await cache.store(.numbered(1), for: .numbered(1))
    #expect(try await cache.analysis(for: .numbered(1)) == .numbered(1))
    #expect(try folder.bytes(of: "cache.sqlite.damaged-1") == garbage)
    guard case .databaseSetAside(cache.path, let place, _) = warnings.all.first else {
      Issue.record("no warning")
      return
    }
    #expect(place == folder.path(of: "cache.sqlite.damaged-1"))
    #expect(warnings.all.count == 1)
  }

  @Test func `a store sets garbage aside too`() async throws {
    try folder.file("cache.sqlite", text: String(repeating: "garbage ", count: 100))
    try await cache.store(.numbered(1), for: .numbered(1))
    #expect(try await cache.analysis(for: .numbered(1)) == .numbered(1))
    #expect(warnings.all.count == 1)
  }

  @Test func `an empty file is not damaged`() async throws {
    try folder.file("cache.sqlite")
    #expect(try await cache.analysis(for: .numbered(1)) == nil)
    try await cache.store(.numbered(1), for: .numbered(1))
    #expect(try await cache.analysis(for: .numbered(1)) == .numbered(1))
    #expect(warnings.all.isEmpty)
  }

  @Test func `a few damaged ones are kept, the latest first`() async throws {
    for round in 0..<5 {
      try folder.file("cache.sqlite", text: String(repeating: "garbage \(round) ", count: 50))
      try await cache.store(.numbered(1), for: .numbered(1))
      await cache.close()
    }
    #expect(
      try folder.names == [
        "cache.sqlite", "cache.sqlite.damaged-1", "cache.sqlite.damaged-2",
        "cache.sqlite.damaged-3",
      ])
    #expect(try folder.bytes(of: "cache.sqlite.damaged-1").starts(with: "garbage 4".utf8))
    #expect(try folder.bytes(of: "cache.sqlite.damaged-3").starts(with: "garbage 2".utf8))
  }

  @Test func `a file of another name is left alone`() async throws {
    let path = try folder.file("song.flac", text: String(repeating: "fLaC", count: 300))
    try folder.file("song.flac.damaged-1", text: "not ours either")
    let cache = SQLiteCache(path: path, warn: warnings.note)
    let reason =
      "the file is not a cache, or a damaged one, and is left alone as its name does not end in "
      + ".sqlite"
    await #expect(throws: CacheFailure(operation: .read, reason: reason)) {
      try await cache.analysis(for: .sample())
    }
    await #expect(throws: CacheFailure(operation: .write, reason: reason)) {
      try await cache.store(.numbered(1), for: .numbered(1))
    }
    await #expect(throws: CacheFailure(operation: .clear, reason: reason)) {
      try await cache.removeAll()
    }
    #expect(try folder.bytes(of: "song.flac").count == 1200)
    #expect(try folder.names == ["song.flac", "song.flac.damaged-1"])
  }

  @Test func `a file that was cut anywhere serves nothing wrong, and is mended by use`()
    async throws
  {
    let whole = try await folder.database(ofTracks: 60)
    var random = SeededGenerator(seed: 5)
    let lengths =
      (0..<8).map { $0 * 4096 }
      + (0..<20).map { _ in Int.random(in: 1..<whole.count, using: &random) }
    for length in lengths where length < whole.count {
      try await expectMending(Array(whole[..<length]), "cut at \(length)", tracks: 60)
    }
  }

  @Test func `a file in which bytes were changed serves nothing wrong, and is mended by use`()
    async throws
  {
    let whole = try await folder.database(ofTracks: 60)
    var random = SeededGenerator(seed: 6)
    var mended = 0
    for round in 0..<90 {
      var damaged = whole
      for _ in 0..<(round % 3 == 0 ? 1 : 40) {
        let place = Int.random(in: 0..<whole.count, using: &random)
        damaged[place] = UInt8.random(in: 0...255, using: &random)
      }
      if try await expectMending(damaged, "round \(round)", tracks: 60) { mended += 1 }
    }
    #expect(mended > 80)
  }

  /// Uses a damaged database as the command does: looks everything up, stores what is missing.
  ///
  /// - Returns: whether it could be used; it need not, if the damage made it somebody else's.
  @discardableResult
  private func expectMending(
    _ bytes: [UInt8], _ what: Comment, tracks: Int
  ) async throws -> Bool {
    for name in try folder.names where name.hasPrefix("damaged") {
      try FileManager.default.removeItem(atPath: folder.path(of: name))
    }
    let path = try folder.file("damaged.sqlite", bytes)
    let cache = SQLiteCache(path: path)
    var isMended = false
    do {
      let found = try await cache.rightFindings(amongTracks: tracks)
      #expect(found != nil, what)
      for track in 0..<3 { try await cache.store(.numbered(track), for: .numbered(track)) }
      #expect(try await cache.rightFindings(amongTracks: 3) == 3, what)
      isMended = true
    } catch {
      // A changed byte can turn the file into another program's, or one of a newer version.
      let refusals = ["another program", "newer version"]
      #expect(refusals.contains { error.reason.contains($0) }, "\(what): \(error)")
    }
    await cache.close()
    return isMended
  }
}
