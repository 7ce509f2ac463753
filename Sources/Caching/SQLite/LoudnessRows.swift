import GRDB
import MasteringModel
import StrictJSON

/// The loudness of files, one row each; a larger id was stored later.
enum LoudnessRows {
  static let creation = """
    CREATE TABLE loudness (
      id INTEGER PRIMARY KEY,
      path TEXT NOT NULL,
      size_bytes INTEGER NOT NULL,
      modified_at_ns INTEGER NOT NULL,
      window_seconds NOT NULL,
      allows_partial_audio INTEGER NOT NULL,
      definition TEXT NOT NULL,
      measured TEXT NOT NULL,
      digest INTEGER NOT NULL,
      UNIQUE (path, size_bytes, modified_at_ns, window_seconds, allows_partial_audio, definition)
    )
    """

  private static let selection = """
    SELECT measured, digest FROM loudness WHERE \(FingerprintKey.isKey)
    """
  private static let insertion = """
    INSERT OR REPLACE INTO loudness (\(FingerprintKey.columnNames), measured, digest)
    VALUES (\(Array(repeating: "?", count: 8).joined(separator: ", ")))
    """

  /// The result of a lookup.
  enum Finding {
    case none
    case loudness(TrackLoudness)
    /// There is a row, but it is damaged.
    case damaged
  }

  static func find(_ key: FingerprintKey, in database: Database) throws -> Finding {
    let statement = try database.cachedStatement(sql: selection)
    guard let row = try Row.fetchOne(statement, arguments: StatementArguments(key.columns)) else {
      return .none
    }
    return read(Array(row.databaseValues), of: key).map(Finding.loudness) ?? .damaged
  }

  /// Stores a row, replacing one with an equal key, and deletes the excess. A loudness that JSON
  /// cannot represent, or only at great length, is not stored, and an earlier one under the key is removed.
  static func store(
    _ loudness: TrackLoudness, for key: FingerprintKey, perTrack: Int, capacity: Int,
    in database: Database
  ) throws {
    guard let text = StoredLoudness.json(of: loudness)?.text(),
      text.utf8.count <= CacheConnection.longestTextBytes
    else {
      try database.execute(
        sql: "DELETE FROM loudness WHERE \(FingerprintKey.isKey)",
        arguments: StatementArguments(key.columns))
      return
    }
    try KeyedRows.store(
      key.columns + [text.databaseValue, digest(of: text, for: key).databaseValue],
      in: "loudness", by: insertion, for: key, perTrack: perTrack, capacity: capacity,
      in: database)
  }

  /// Iterates over all rows, and passes on the path of each and whether it is sound.
  static func checkAll(
    in database: Database, _ body: (_ path: String, _ isSound: Bool) -> Void
  ) throws {
    try KeyedRows.checkAll(
      of: "loudness", "measured, digest", in: database, isSound: { read($0, of: $1) != nil }, body)
  }

  private static func read(_ columns: [DatabaseValue], of key: FingerprintKey) -> TrackLoudness? {
    guard columns.count == 2, let text = columns[0].text,
      columns[1].integer == digest(of: text, for: key),
      let json = try? JSON.parse(Array(text.utf8))
    else { return nil }
    return StoredLoudness.loudness(of: json)
  }

  private static func digest(of text: String, for key: FingerprintKey) -> Int64 {
    var digest = RowDigest(of: key)
    digest.combine(text)
    return Int64(bitPattern: digest.value)
  }
}
