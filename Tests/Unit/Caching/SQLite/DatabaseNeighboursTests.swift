import AudioFixtures
import Caching
import Foundation
import GRDB
import MasteringModel
import ProviderTesting
import Testing

/// Files of others under the names that SQLite uses beside a database (CCH-26).
@Suite struct DatabaseNeighboursTests {
  private let folder: TemporaryFolder
  private let cache: SQLiteCache

  init() throws {
    folder = try TemporaryFolder()
    cache = SQLiteCache(path: folder.path(of: "cache.sqlite"))
  }

  private static let endings = ["-wal", "-journal", "-shm"]
  private static let notes = Array("notes of another person".utf8)

  private func expectRefusal(because ending: String, of neighbour: [UInt8]) async throws {
    let reason =
      "the file with the same name and the ending \(ending) is not the cache's, and is left alone; "
      + "move it, or name another cache"
    await #expect(throws: CacheFailure(operation: .read, reason: reason)) {
      try await cache.analysis(for: .numbered(1))
    }
    await #expect(throws: CacheFailure(operation: .write, reason: reason)) {
      try await cache.store(.numbered(2), for: .numbered(2))
    }
    await #expect(throws: CacheFailure(operation: .read, reason: reason)) {
      try await cache.statistics()
    }
    await #expect(throws: CacheFailure(operation: .read, reason: reason)) {
      try await cache.verify()
    }
    #expect(try folder.bytes(of: "cache.sqlite" + ending) == neighbour)
  }

  @Test(arguments: endings, [true, false])
  func `without a database, or beside an empty one, a file of others is left alone`(
    _ ending: String, _ isEmpty: Bool
  ) async throws {
    if isEmpty { try folder.file("cache.sqlite") }
    try folder.file("cache.sqlite" + ending, Self.notes)
    try await expectRefusal(because: ending, of: Self.notes)
    try await cache.removeAll()
    #expect(try folder.bytes(of: "cache.sqlite" + ending) == Self.notes)
  }

  @Test(arguments: endings)
  func `beside our database, a file of others is left alone`(_ ending: String) async throws {
    try await cache.store(.numbered(1), for: .numbered(1))
    await cache.close()
    let before = try folder.bytes(of: "cache.sqlite")
    try folder.file("cache.sqlite" + ending, Self.notes)
    try await expectRefusal(because: ending, of: Self.notes)
    await #expect(throws: CacheFailure.self) { try await cache.removeAll() }
    #expect(try folder.bytes(of: "cache.sqlite" + ending) == Self.notes)
    #expect(try folder.bytes(of: "cache.sqlite") == before)
    // Without it, all is well.
    try FileManager.default.removeItem(atPath: folder.path(of: "cache.sqlite" + ending))
    #expect(try await cache.analysis(for: .numbered(1)) == .numbered(1))
  }

  /// The only copy of rows that were committed, but not merged into the database yet.
  @Test func `the log of another database that has lost its file is left alone`() async throws {
    let other = try DatabaseQueue(path: folder.path(of: "other.sqlite"))
    try await other.writeWithoutTransaction { database in
      try database.execute(
        sql: "PRAGMA journal_mode = WAL; CREATE TABLE vault (secret); INSERT INTO vault VALUES (1)")
    }
    let log = try folder.bytes(of: "other.sqlite-wal")
    #expect(!log.isEmpty)
    try folder.file("cache.sqlite-wal", log)
    try await expectRefusal(because: "-wal", of: log)
  }

  /// Of the same page size, and sound: SQLite would replay it into our database. A log that has only
  /// rows does not have the first page.
  @Test(arguments: [true, false])
  func `the log of another database beside ours is left alone`(_ hasFirstPage: Bool) async throws {
    try await cache.store(.numbered(1), for: .numbered(1))
    await cache.close()
    let before = try folder.bytes(of: "cache.sqlite")
    let other = try DatabaseQueue(path: folder.path(of: "other.sqlite"))
    try await other.writeWithoutTransaction { database in
      try database.execute(sql: "PRAGMA journal_mode = WAL; CREATE TABLE vault (secret)")
      if !hasFirstPage { try database.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
      try database.execute(sql: "INSERT INTO vault VALUES (1)")
    }
    let log = try folder.bytes(of: "other.sqlite-wal")
    try folder.file("cache.sqlite-wal", log)
    try await expectRefusal(because: "-wal", of: log)
    #expect(try folder.bytes(of: "cache.sqlite") == before)
  }

  @Test func `our own log is used up after a sudden end`() async throws {
    try await cache.store(.numbered(1), for: .numbered(1))
    // What was stored first is in the database by now, so that only rows are in the log.
    await cache.close()
    try await cache.store(.numbered(2), for: .numbered(2))
    let files = try ["", "-wal", "-shm"].map { try folder.bytes(of: "cache.sqlite" + $0) }
    for (ending, bytes) in zip(["", "-wal", "-shm"], files) {
      try folder.file("next.sqlite" + ending, bytes)
    }
    let next = SQLiteCache(path: folder.path(of: "next.sqlite"))
    #expect(try await next.analysis(for: .numbered(2)) == .numbered(2))
    try await next.store(.numbered(3), for: .numbered(3))
    #expect(try await next.statistics().analyses == 3)
  }

  /// A byte of a log in the middle of a commit: what follows it is not replayed, and is no stranger's.
  @Test func `our own log that ends in an unfinished commit is used up`() async throws {
    try await cache.store(.numbered(1), for: .numbered(1))
    var log = try folder.bytes(of: "cache.sqlite-wal")
    log[log.count - 100] ^= 1
    try folder.file("next.sqlite", try folder.bytes(of: "cache.sqlite"))
    try folder.file("next.sqlite-wal", log)
    let next = SQLiteCache(path: folder.path(of: "next.sqlite"))
    try await next.store(.numbered(2), for: .numbered(2))
    #expect(try await next.analysis(for: .numbered(2)) == .numbered(2))
  }

  /// Files of others that begin, or are as long, as ours do.
  @Test(
    arguments: [
      ("-wal", [0x37, 0x7F, 0x06, 0x82]), ("-wal", [UInt8](repeating: 0, count: 32)),
      ("-shm", []), ("-journal", [0xD9, 0xD5, 0x05, 0xF9, 0x20, 0xA1, 0x63, 0xD7]),
    ] as [(String, [UInt8])])
  func `a file that only looks like SQLite's is left alone`(_ ending: String, _ head: [UInt8])
    async throws
  {
    try await cache.store(.numbered(1), for: .numbered(1))
    await cache.close()
    let notes = Array(String(repeating: "notes of another person\n", count: 200).utf8)
    let bytes = Array((head + notes).prefix(4096))
    try folder.file("cache.sqlite" + ending, bytes)
    try await expectRefusal(because: ending, of: bytes)
  }

  /// SQLite would cut our database to nothing.
  @Test func `the journal of another database's creation beside ours is left alone`() async throws {
    try await cache.store(.numbered(1), for: .numbered(1))
    await cache.close()
    let mark: [UInt8] = [0xD9, 0xD5, 0x05, 0xF9, 0x20, 0xA1, 0x63, 0xD7]
    let sizes: [UInt8] = [0, 0, 0, 0, 9, 9, 9, 9, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 16, 0]
    let journal = mark + sizes + [UInt8](repeating: 0, count: 484)
    try folder.file("cache.sqlite-journal", journal)
    try await expectRefusal(because: "-journal", of: journal)
  }

  /// SQLite would roll our database back to the pages of the other.
  @Test func `the journal of another database beside ours is left alone`() async throws {
    try await cache.store(.numbered(1), for: .numbered(1))
    await cache.close()
    let other = try DatabaseQueue(path: folder.path(of: "other.sqlite"))
    let journal = try await other.writeWithoutTransaction { database in
      try database.execute(
        sql: """
          CREATE TABLE vault (secret); INSERT INTO vault VALUES (1);
          PRAGMA cache_size = 1; PRAGMA cache_spill = 1; BEGIN;
          UPDATE vault SET secret = randomblob(100000)
          """)
      let journal = try folder.bytes(of: "other.sqlite-journal")
      try database.execute(sql: "ROLLBACK")
      return journal
    }
    try #require(journal.count > 4096)
    try folder.file("cache.sqlite-journal", journal)
    try await expectRefusal(because: "-journal", of: journal)
  }

  @Test func `our own log is used up when only its database was deleted`() async throws {
    try await cache.store(.numbered(1), for: .numbered(1))
    let log = try folder.bytes(of: "cache.sqlite-wal")
    try #require(!log.isEmpty)
    let next = SQLiteCache(path: folder.path(of: "next.sqlite"))
    try folder.file("next.sqlite-wal", log)
    try await next.store(.numbered(2), for: .numbered(2))
    #expect(try await next.analysis(for: .numbered(2)) == .numbered(2))
  }

  @Test func `a creation that was cut short is continued`() async throws {
    // The head of a rollback journal for a database that had no page.
    let mark: [UInt8] = [0xD9, 0xD5, 0x05, 0xF9, 0x20, 0xA1, 0x63, 0xD7]
    try folder.file("cache.sqlite")
    try folder.file("cache.sqlite-journal", mark + [UInt8](repeating: 0, count: 504))
    try await cache.store(.numbered(1), for: .numbered(1))
    #expect(try await cache.analysis(for: .numbered(1)) == .numbered(1))
  }

  @Test func `a creation that was killed before its journal was synced is continued`() async throws
  {
    // Zeros in the place of the mark, a nonce, no page before, sectors of 512 and pages of 4,096 bytes.
    let head: [UInt8] =
      [UInt8](repeating: 0, count: 12) + [
        0x5A, 0x13, 0x77, 0x01, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 16, 0,
      ]
    try folder.file("cache.sqlite-journal", head + [UInt8](repeating: 0, count: 484))
    try await cache.store(.numbered(1), for: .numbered(1))
    #expect(try await cache.analysis(for: .numbered(1)) == .numbered(1))
  }

  /// What a full disk or a sudden end can leave beside a database of ours.
  @Test(arguments: [
    ("-shm", [UInt8](repeating: 0, count: 3)), ("-shm", [UInt8](repeating: 0, count: 4096)),
    ("-shm", [0x18, 0xE2, 0x2D]),
    // Before the mark: 1 page, sectors of 512 and pages of 4,096 bytes.
    (
      "-journal",
      [UInt8](repeating: 0, count: 12) + [9, 9, 9, 9, 0, 0, 0, 1, 0, 0, 2, 0, 0, 0, 16, 0]
        + [UInt8](repeating: 0, count: 484)
    ),
    ("-wal", [0x37]), ("-wal", [0x37, 0x7F, 0x06]), ("-wal", [UInt8](repeating: 0, count: 64)),
    ("-journal", [UInt8](repeating: 0, count: 512)),
  ])
  func `unfinished files of our own database are used up`(_ ending: String, _ bytes: [UInt8])
    async throws
  {
    try await cache.store(.numbered(1), for: .numbered(1))
    await cache.close()
    try folder.file("cache.sqlite" + ending, bytes)
    #expect(try await cache.analysis(for: .numbered(1)) == .numbered(1))
    #expect(try await cache.statistics().analyses == 1)
    try await cache.store(.numbered(2), for: .numbered(2))
    try await cache.removeAll()
    #expect(try await cache.statistics().analyses == 0)
  }

  @Test func `an index that a reader left behind does not outlive its database`() async throws {
    try folder.file("cache.sqlite-shm", [UInt8](repeating: 0, count: 32_768))
    try folder.file("cache.sqlite-wal")
    try await cache.store(.numbered(1), for: .numbered(1))
    #expect(try await cache.analysis(for: .numbered(1)) == .numbered(1))
  }

  @Test func `a link under such a name is left alone`() async throws {
    try folder.file("mine", Self.notes)
    try FileManager.default.createSymbolicLink(
      atPath: folder.path(of: "cache.sqlite-wal"), withDestinationPath: folder.path(of: "mine"))
    await #expect(throws: CacheFailure.self) {
      try await cache.store(.numbered(1), for: .numbered(1))
    }
    #expect(try folder.bytes(of: "mine") == Self.notes)
  }
}
