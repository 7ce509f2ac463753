import AudioFixtures
import Caching
import GRDB
import MasteringModel
import ProviderTesting
import Testing

@Suite struct CacheSchemaTests {
  private let folder: TemporaryFolder
  private let warnings = Warnings()
  private let cache: SQLiteCache

  init() throws {
    folder = try TemporaryFolder()
    cache = SQLiteCache(path: folder.path(of: "cache.sqlite"), warn: warnings.note)
  }

  private func expectRefusal(_ reason: String) async throws {
    await cache.close()
    let before = try folder.bytes(of: "cache.sqlite")
    await #expect(throws: CacheFailure(operation: .read, reason: reason)) {
      try await cache.analysis(for: .numbered(1))
    }
    await #expect(throws: CacheFailure(operation: .write, reason: reason)) {
      try await cache.store(.numbered(2), for: .numbered(2))
    }
    await #expect(throws: CacheFailure(operation: .clear, reason: reason)) {
      try await cache.removeAll()
    }
    await #expect(throws: CacheFailure(operation: .read, reason: reason)) {
      try await cache.statistics()
    }
    #expect(try folder.bytes(of: "cache.sqlite") == before)
    #expect(warnings.all.isEmpty)
  }

  @Test func `a database of a newer version is refused and left alone`() async throws {
    try await cache.store(.numbered(1), for: .numbered(1))
    await cache.close()
    try cache.execute("INSERT INTO grdb_migrations VALUES ('99: something new')")
    try await expectRefusal("the database was written by a newer version of this program")
  }

  @Test func `a database of another program is refused and left alone`() async throws {
    try cache.execute("CREATE TABLE customer (name TEXT)")
    try await expectRefusal(Self.foreign)
  }

  @Test func `another program's list of migrations is not mistaken for ours`() async throws {
    try cache.execute(
      """
      CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
      INSERT INTO grdb_migrations VALUES ('v1');
      """)
    try await expectRefusal(Self.foreign)
  }

  private static let foreign = "the file is another program's database, and is left alone"

  @Test(arguments: [
    "PRAGMA application_id = 252006673", "PRAGMA user_version = 3", "VACUUM",
  ])
  func `another program's database is left alone even without tables`(
    _ beginning: String
  ) async throws {
    try cache.execute("CREATE TABLE customer (name TEXT); DROP TABLE customer; \(beginning)")
    try await expectRefusal(Self.foreign)
  }

  @Test func `a database whose creation was interrupted is completed`() async throws {
    try cache.execute(
      """
      PRAGMA application_id = 0x4d737472;
      CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
      """)
    #expect(try await cache.analysis(for: .numbered(1)) == nil)
    try await cache.store(.numbered(1), for: .numbered(1))
    #expect(try await cache.analysis(for: .numbered(1)) == .numbered(1))
    #expect(try await cache.statistics().schema == 4)
  }

  @Test(arguments: [
    "CREATE TRIGGER evil AFTER INSERT ON analysis BEGIN DELETE FROM analysis; END",
    "CREATE VIEW evil AS SELECT * FROM analysis",
    "CREATE TABLE evil (x)",
    "CREATE INDEX evil ON analysis (abs(digest))",
    "ALTER TABLE analysis ADD COLUMN evil AS (abs(digest))",
  ])
  func `a database of ours with an addition is not used, and the addition is not run`(
    _ addition: String
  ) async throws {
    try await cache.store(.numbered(1), for: .numbered(1))
    await cache.close()
    try cache.execute(addition)
    let before = try folder.bytes(of: "cache.sqlite")
    try await cache.store(.numbered(2), for: .numbered(2))
    try await cache.store(.numbered(3), for: .numbered(3))
    #expect(try await cache.rightFindings(amongTracks: 4) == 2)
    #expect(try folder.bytes(of: "cache.sqlite.damaged-1") == before)
    #expect(warnings.all.count == 1)
  }

  @Test func `the file has our mark before the log is merged into it`() async throws {
    try await cache.store(.numbered(1), for: .numbered(1))
    #expect(try folder.bytes(of: "cache.sqlite")[68..<72] == ArraySlice("Mstr".utf8))
    await cache.close()
  }

  @Test func `the loudness table is that of version 3, permanently`() async throws {
    try await cache.store(TrackLoudness.sample(), for: .numbered(1))
    let queue = try DatabaseQueue(path: cache.path)
    let columns = try await queue.read { try $0.columns(in: "loudness").map(\.name) }
    #expect(
      columns == [
        "id", "path", "size_bytes", "modified_at_ns", "window_seconds", "allows_partial_audio",
        "definition", "measured", "digest",
      ])
  }

  @Test func `a database without one of its tables is not used`() async throws {
    try await cache.store(.numbered(1), for: .numbered(1))
    await cache.close()
    try cache.execute("DROP TABLE loudness")
    try await cache.store(.numbered(2), for: .numbered(2))
    #expect(warnings.all.count == 1)
  }

  @Test func `the analysis table is that of version 4, permanently`() async throws {
    try await cache.store(.numbered(1), for: .numbered(1))
    let queue = try DatabaseQueue(path: cache.path)
    let columns = try await queue.read { try $0.columns(in: "analysis").map(\.name) }
    #expect(
      columns == [
        "id", "path", "size_bytes", "modified_at_ns", "window_seconds", "allows_partial_audio",
        "definition", "fingerprint", "analysed_seconds", "sample_rate_hz", "channels",
        "duration_seconds", "is_partial",
        "true_peak_dbtp", "digest",
      ])
    #expect(try await queue.read { try String.fetchOne($0, sql: "PRAGMA journal_mode") } == "wal")
  }
}
