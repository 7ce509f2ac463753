import GRDB

/// The tables, and the migrations of earlier versions.
enum CacheSchema {
  /// Marks the file as ours in its header: "Mstr" in ASCII.
  static let applicationID: Int32 = 0x4d73_7472

  /// The state of a database.
  enum State {
    /// Ours, with all tables.
    case current
    /// New, or ours from an earlier version.
    case behind
  }

  /// Every change of the tables, oldest first. A released change is never modified.
  static let migrator: DatabaseMigrator = {
    var migrator = DatabaseMigrator().disablingDeferredForeignKeyChecks()
    migrator.registerMigration("1: analyses") { database in
      try database.execute(sql: "PRAGMA application_id = \(applicationID)")
      try database.execute(sql: AnalysisTable.creations[0])
    }
    migrator.registerMigration("2: true peaks") { database in
      try database.execute(sql: AnalysisTable.addTruePeaks)
    }
    migrator.registerMigration("3: loudness") { database in
      try database.execute(sql: LoudnessRows.creation)
    }
    migrator.registerMigration("4: fingerprints in one column") { database in
      try AnalysisTable.uniteMetrics(in: database)
    }
    return migrator
  }()

  /// The tables of a database after this many changes, with the statements that created them.
  private static func tables(after changes: Int) -> [String: String] {
    let analysis = AnalysisTable.creations[changes < 2 ? 0 : changes < 4 ? 1 : 2]
    return changes < 3
      ? ["analysis": analysis] : ["analysis": analysis, "loudness": LoudnessRows.creation]
  }

  /// Inspects a database that was just opened; changes nothing.
  ///
  /// - Throws: ``CacheTrouble/foreign``, ``CacheTrouble/newerSchema``, ``CacheTrouble/damaged(_:)``
  ///   if its tables are not ours, and SQLite's errors.
  static func state(of database: Database) throws -> State {
    let mark = try Int32.fetchOne(database, sql: "PRAGMA application_id")
    guard mark == applicationID else {
      guard try mark == 0 && isBlank(database) else { throw CacheTrouble.foreign }
      return .behind
    }
    let applied = try migrator.appliedIdentifiers(database)
    let known = Set(migrator.migrations)
    guard applied.isSubset(of: known) else { throw CacheTrouble.newerSchema }
    guard !applied.isEmpty else { return .behind }
    // Earlier tables are checked as strictly before they are upgraded.
    guard try hasExactly(tables(after: applied.count), database) else {
      throw CacheTrouble.damaged("it has unknown tables")
    }
    return applied.count == known.count ? .current : .behind
  }

  /// Whether the database contains what we created and nothing else: a view or a trigger would come
  /// from an attacker who wants it to run.
  private static func hasExactly(
    _ tables: [String: String], _ database: Database
  ) throws -> Bool {
    var missing = tables
    let rows = try Row.fetchCursor(
      database, sql: "SELECT type, name, tbl_name, sql FROM sqlite_master")
    while let row = try rows.next() {
      let values = Array(row.databaseValues)
      guard let type = values[0].text, let name = values[1].text, let table = values[2].text else {
        return false
      }
      let isOfOurs = tables[table] != nil || table == "grdb_migrations"
      if type == "index", values[3].isNull, isOfOurs { continue }
      if type == "table", name == "grdb_migrations" { continue }
      guard type == "table", let creation = missing.removeValue(forKey: name),
        values[3].text == creation
      else { return false }
    }
    return missing.isEmpty
  }

  /// Whether the database is empty.
  private static func isBlank(_ database: Database) throws -> Bool {
    try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") == 0
  }
}
