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

  @Test(arguments: ["garbage", "\0", "\u{ff}", "SQLite format 3\0"])
  func `a damaged database is set aside with a warning, and replaced`(_ words: String)
    async throws
  {
    let damaged = [UInt8].damagedDatabase(words)
    try folder.file("cache.sqlite", damaged)
    #expect(try await cache.analysis(for: .numbered(1)) == nil)
    try await cache.store(.numbered(1), for: .numbered(1))
    #expect(try await cache.analysis(for: .numbered(1)) == .numbered(1))
    #expect(try folder.bytes(of: "cache.sqlite.damaged-1") == damaged)
    guard case .databaseSetAside(cache.path, let place, _) = warnings.all.first else {
      Issue.record("no warning")
      return
    }
    #expect(place == folder.path(of: "cache.sqlite.damaged-1"))
    #expect(warnings.all.count == 1)
  }

  @Test func `a store sets a damaged database aside as well`() async throws {
    try folder.file("cache.sqlite", [UInt8].damagedDatabase("garbage"))
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

  @Test func `a few damaged files are kept, the latest first`() async throws {
    for round in 0..<5 {
      try folder.file("cache.sqlite", [UInt8].damagedDatabase("garbage \(round)"))
      try await cache.store(.numbered(1), for: .numbered(1))
      await cache.close()
    }
    #expect(
      try folder.names == [
        "cache.sqlite", "cache.sqlite.damaged-1", "cache.sqlite.damaged-2",
        "cache.sqlite.damaged-3",
      ])
    for (place, round) in [(1, 4), (2, 3), (3, 2)] {
      #expect(
        try folder.bytes(of: "cache.sqlite.damaged-\(place)")
          == .damagedDatabase("garbage \(round)"))
    }
  }

  // MARK: Other programs' files

  private static let notOurs = "the file is not a cache of this program, and is left alone"
  private static let foreign = "the file is another program's database, and is left alone"

  /// Files found in place of a cache, and why they are refused.
  private static let others: [(String, [UInt8], String)] = [
    ("vault.sqlite", Array(String(repeating: "secret ", count: 300).utf8), notOurs),
    ("short.sqlite", [1], notOurs),
    ("zeros.sqlite", [UInt8](repeating: 0, count: 4096), notOurs),
    ("song.flac", Array(String(repeating: "fLaC", count: 300).utf8), notOurs),
    ("hundred.sqlite", Array(repeating: 0x53, count: 100), notOurs),
    ("customers.sqlite", .damagedDatabase("x", applicationID: [0, 0, 0, 0]), foreign),
    ("firefox.sqlite", .damagedDatabase("x", applicationID: Array("Mstx".utf8)), foreign),
    ("late.db", Array("x".utf8) + .damagedDatabase("x"), notOurs),
  ]

  @Test(arguments: others.indices)
  func `a file without our mark is left alone, whatever its name`(_ index: Int) async throws {
    let (name, bytes, reason) = Self.others[index]
    let path = try folder.file(name, bytes)
    let neighbours = [".damaged-1", ".damaged-1-wal", ".damaged-2", "-wal", "-shm", "-journal"]
    for neighbour in neighbours { try folder.file(name + neighbour, text: "not ours either") }
    let cache = SQLiteCache(path: path, warn: warnings.note)
    await #expect(throws: CacheFailure(operation: .read, reason: reason)) {
      try await cache.analysis(for: .sample())
    }
    await #expect(throws: CacheFailure(operation: .write, reason: reason)) {
      try await cache.store(.numbered(1), for: .numbered(1))
    }
    await #expect(throws: CacheFailure(operation: .clear, reason: reason)) {
      try await cache.removeAll()
    }
    await #expect(throws: CacheFailure(operation: .read, reason: reason)) {
      try await cache.statistics()
    }
    await #expect(throws: CacheFailure(operation: .read, reason: reason)) {
      try await cache.verify()
    }
    #expect(try folder.bytes(of: name) == bytes)
    #expect(try folder.names == ([name] + neighbours.map { name + $0 }).sorted())
    for neighbour in neighbours {
      #expect(try folder.bytes(of: name + neighbour) == Array("not ours either".utf8))
    }
    #expect(warnings.all.isEmpty)
  }

  @Test func `other programs' files with the names of damaged ones are kept`() async throws {
    try folder.file("cache.sqlite.damaged-1", text: "mine")
    try folder.file("cache.sqlite.damaged-2-wal", text: "mine too")
    try folder.file("cache.sqlite", [UInt8].damagedDatabase("garbage"))
    try await cache.store(.numbered(1), for: .numbered(1))
    #expect(
      try folder.bytes(of: "cache.sqlite.damaged-3") == .damagedDatabase("garbage"))
    try await cache.removeAll()
    await cache.close()
    #expect(
      try folder.names == [
        "cache.sqlite", "cache.sqlite.damaged-1", "cache.sqlite.damaged-2-wal",
      ])
    #expect(try folder.bytes(of: "cache.sqlite.damaged-1") == Array("mine".utf8))
    #expect(try folder.bytes(of: "cache.sqlite.damaged-2-wal") == Array("mine too".utf8))
  }

  @Test func `if other programs' files have all the names, a damaged one stays in place`()
    async throws
  {
    for place in 1...3 { try folder.file("cache.sqlite.damaged-\(place)", text: "mine") }
    try folder.file("cache.sqlite", [UInt8].damagedDatabase("garbage"))
    let reason =
      "the database is damaged, and other programs' files have all the names for a backup"
    await #expect(throws: CacheFailure(operation: .write, reason: reason)) {
      try await cache.store(.numbered(1), for: .numbered(1))
    }
    #expect(try folder.bytes(of: "cache.sqlite") == .damagedDatabase("garbage"))
    for place in 1...3 {
      #expect(try folder.bytes(of: "cache.sqlite.damaged-\(place)") == Array("mine".utf8))
    }
  }

  @Test func `a link with the name of a damaged file is neither followed nor deleted`()
    async throws
  {
    try folder.file("other.sqlite", [UInt8].damagedDatabase("other"))
    try FileManager.default.createSymbolicLink(
      atPath: folder.path(of: "cache.sqlite.damaged-1"),
      withDestinationPath: folder.path(of: "other.sqlite"))
    try await cache.store(.numbered(1), for: .numbered(1))
    try await cache.removeAll()
    await cache.close()
    #expect(
      try folder.names == ["cache.sqlite", "cache.sqlite.damaged-1", "other.sqlite"])
  }

  @Test(arguments: ["file:cache.sqlite?mode=memory", ":memory:", "file:x"])
  func `a name with a special meaning to SQLite is only a name`(_ name: String) async throws {
    let cache = SQLiteCache(path: folder.path(of: name))
    try await cache.store(.numbered(1), for: .numbered(1))
    await cache.close()
    #expect(try folder.names == [name])
  }

  @Test func `a file truncated anywhere returns nothing wrong, and is repaired by use`()
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

  @Test func `a file with changed bytes returns nothing wrong, and is repaired by use`()
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

  /// Uses a damaged database as the command does: looks everything up and stores what is missing.
  ///
  /// - Returns: whether it could be used; it may not, if the damage turned it into another
  ///   program's file.
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
      // A changed byte can turn the file into another program's, or into one of a newer version.
      let refusals = ["another program", "newer version", "not a cache of this program"]
      #expect(refusals.contains { error.reason.contains($0) }, "\(what): \(error)")
    }
    await cache.close()
    return isMended
  }
}
