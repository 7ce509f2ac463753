import GRDB
import MasteringModel

/// What the tables have in common: a row for each key, with the key's columns first; the larger the
/// id, the later it was stored.
enum KeyedRows {
  /// Stores a row in place of an equal key's, and deletes what is too much: of the track all but
  /// the last rows, and of all what was stored longest ago.
  ///
  /// - Parameters:
  ///   - insertion: the statement that stores the columns.
  ///   - columns: those of the key, then those of the table.
  static func store(
    _ columns: [DatabaseValue], in table: String, by insertion: String, for key: FingerprintKey,
    perTrack: Int, capacity: Int, in database: Database
  ) throws {
    try database.cachedStatement(sql: insertion).execute(arguments: StatementArguments(columns))
    let id = database.lastInsertedRowID
    try database.cachedStatement(
      sql: """
        DELETE FROM \(table) WHERE path = ?1 AND id <= (
          SELECT id FROM \(table) WHERE path = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)
        """
    ).execute(arguments: [key.identity.path, perTrack])
    try database.cachedStatement(sql: "DELETE FROM \(table) WHERE id <= ?")
      .execute(arguments: [id - Int64(capacity)])
  }

  /// Goes through all rows of a table, and hands on the path of each, and whether it is what was
  /// stored.
  ///
  /// - Parameters:
  ///   - valueColumns: the names of the columns behind the key's.
  ///   - isSound: whether these values can have been stored under the key.
  static func checkAll(
    of table: String, _ valueColumns: String, in database: Database,
    isSound: (_ values: [DatabaseValue], _ key: FingerprintKey) -> Bool,
    _ body: (_ path: String, _ isSound: Bool) -> Void
  ) throws {
    let rows = try Row.fetchCursor(
      database, sql: "SELECT \(FingerprintKey.columnNames), \(valueColumns) FROM \(table)")
    while let row = try rows.next() {
      let values = Array(row.databaseValues)
      let key = FingerprintKey(columns: values.prefix(6))
      body(
        key?.identity.path ?? "?", key.map { isSound(Array(values.dropFirst(6)), $0) } ?? false)
    }
  }
}
