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
    #expect(try await cache.statistics().schema == 3)
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

  /// A database as version 0.1 created it.
  private func makeDatabaseOfVersion1(at path: String) throws {
    let queue = try DatabaseQueue(path: path)
    try queue.writeWithoutTransaction { database in
      try database.execute(sql: Self.version1)
    }
    try queue.close()
  }

  private static let version1 =
    """
    PRAGMA application_id = 0x4d737472;
    CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
    INSERT INTO grdb_migrations VALUES ('1: analyses');
    CREATE TABLE analysis (
      id INTEGER PRIMARY KEY,
      path TEXT NOT NULL,
      size_bytes INTEGER NOT NULL,
      modified_at_ns INTEGER NOT NULL,
      window_seconds NOT NULL,
      allows_partial_audio INTEGER NOT NULL,
      definition TEXT NOT NULL,
      loudness_dbfs, peak_dbfs, crest_db, spectral_centroid, spectral_rolloff,
      zero_crossing_rate, spectral_spread,
      analysed_seconds,
      sample_rate_hz INTEGER,
      channels INTEGER,
      duration_seconds,
      is_partial INTEGER,
      digest INTEGER NOT NULL,
      UNIQUE (path, size_bytes, modified_at_ns, window_seconds, allows_partial_audio, definition)
    )
    """

  @Test func `a database of version 1 is upgraded, and keeps its rows`() async throws {
    // Version 2 writes rows without a true peak exactly as version 1 did.
    try await cache.store(.numbered(1), for: .numbered(1))
    await cache.close()
    let columns = """
      path, size_bytes, modified_at_ns, window_seconds, allows_partial_audio, definition, \
      loudness_dbfs, peak_dbfs, crest_db, spectral_centroid, spectral_rolloff, \
      zero_crossing_rate, spectral_spread, analysed_seconds, sample_rate_hz, channels, \
      duration_seconds, is_partial, digest
      """
    let queue = try DatabaseQueue(path: cache.path)
    let values = try await queue.read { database in
      try Row.fetchOne(database, sql: "SELECT \(columns) FROM analysis")
        .map { Array($0.databaseValues) }
    }
    let row = try #require(values)
    try queue.close()
    let path = folder.path(of: "old.sqlite")
    try makeDatabaseOfVersion1(at: path)
    let old = try DatabaseQueue(path: path)
    try await old.write { database in
      let marks = Array(repeating: "?", count: 19).joined(separator: ", ")
      try database.execute(
        sql: "INSERT INTO analysis (\(columns)) VALUES (\(marks))",
        arguments: StatementArguments(row))
    }
    try old.close()

    // The first store upgrades it.
    let reopened = SQLiteCache(path: path, warn: warnings.note)
    try await reopened.store(.sample(truePeakDBTP: -0.25), for: .numbered(2))
    #expect(try await reopened.statistics().schema == 3)
    #expect(try await reopened.analysis(for: .numbered(1)) == .numbered(1))
    #expect(try await reopened.analysis(for: .numbered(2))?.truePeakDBTP == -0.25)
    #expect(warnings.all.isEmpty)
    await reopened.close()
  }

  @Test func `a database of version 1 with something added is not upgraded`() async throws {
    try makeDatabaseOfVersion1(at: cache.path)
    try cache.execute(
      "CREATE TRIGGER evil AFTER INSERT ON analysis BEGIN DELETE FROM analysis; END")
    let before = try folder.bytes(of: "cache.sqlite")
    try await cache.store(.numbered(2), for: .numbered(2))
    #expect(try folder.bytes(of: "cache.sqlite.damaged-1") == before)
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

  /// A database from before loudness was stored.
  private static let version2 =
    version1
    .replacing("'1: analyses')", with: "'1: analyses'), ('2: true peaks')")
    .replacing("is_partial INTEGER,\n", with: "is_partial INTEGER,\n  true_peak_dbtp,\n")

  @Test(arguments: [version1, version2])
  func `an earlier database is upgraded to store loudness`(_ earlier: String) async throws {
    let queue = try DatabaseQueue(path: cache.path)
    try await queue.writeWithoutTransaction { try $0.execute(sql: earlier) }
    try queue.close()
    #expect(try await cache.loudness(for: .numbered(1)) == nil)
    try await cache.store(TrackLoudness.sample(), for: .numbered(1))
    #expect(try await cache.loudness(for: .numbered(1)) == .sample())
    #expect(try await cache.statistics().schema == 3)
    #expect(warnings.all.isEmpty)
    #expect(try await cache.verify().isSound)
  }

  @Test func `a database without one of its tables is not used`() async throws {
    try await cache.store(.numbered(1), for: .numbered(1))
    await cache.close()
    try cache.execute("DROP TABLE loudness")
    try await cache.store(.numbered(2), for: .numbered(2))
    #expect(warnings.all.count == 1)
  }

  @Test func `the tables are those of version 2, permanently`() async throws {
    try await cache.store(.numbered(1), for: .numbered(1))
    let queue = try DatabaseQueue(path: cache.path)
    let columns = try await queue.read { try $0.columns(in: "analysis").map(\.name) }
    #expect(
      columns == [
        "id", "path", "size_bytes", "modified_at_ns", "window_seconds", "allows_partial_audio",
        "definition", "loudness_dbfs", "peak_dbfs", "crest_db", "spectral_centroid",
        "spectral_rolloff", "zero_crossing_rate", "spectral_spread", "analysed_seconds",
        "sample_rate_hz", "channels", "duration_seconds", "is_partial",
        "true_peak_dbtp", "digest",
      ])
    #expect(try await queue.read { try String.fetchOne($0, sql: "PRAGMA journal_mode") } == "wal")
  }
}
