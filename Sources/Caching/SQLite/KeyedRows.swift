import GRDB
import MasteringModel

/// The common part of the tables: one row for each key, with the key's columns first; a larger id
/// was stored later.
enum KeyedRows {
  /// Stores a row, replacing one with an equal key, and deletes the excess: all but the last rows
  /// of the track, and the oldest rows of all.
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

  /// Iterates over all rows of a table, and passes on the path of each and whether it is sound.
  ///
  /// - Parameters:
  ///   - valueColumns: the names of the columns after the key's.
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
