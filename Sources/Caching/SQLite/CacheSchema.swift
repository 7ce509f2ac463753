internal import GRDB

/// The tables, and how a database of an earlier version comes to have them.
enum CacheSchema {
  /// Marks the file as ours in its header: "Mstr" in ASCII.
  static let applicationID: Int32 = 0x4d73_7472

  /// What a database turned out to be.
  enum State {
    /// Ours, with all tables.
    case current
    /// New, or ours from an earlier version.
    case behind
  }

  /// Every change the tables ever saw, oldest first. A change that was released stays as it is.
  static let migrator: DatabaseMigrator = {
    var migrator = DatabaseMigrator().disablingDeferredForeignKeyChecks()
    migrator.registerMigration("1: analyses") { database in
      try database.execute(sql: "PRAGMA application_id = \(applicationID)")
      try database.execute(sql: AnalysisTable.creation)
    }
    return migrator
  }()

  /// Looks at a database that was just opened; changes nothing.
  ///
  /// - Throws: ``CacheTrouble/foreign``, ``CacheTrouble/newerSchema``, and SQLite's errors.
  static func state(of database: Database) throws -> State {
    guard try Int32.fetchOne(database, sql: "PRAGMA application_id") == applicationID else {
      guard try isBlank(database) else { throw CacheTrouble.foreign }
      return .behind
    }
    let applied = try migrator.appliedIdentifiers(database)
    let known = Set(migrator.migrations)
    guard applied.isSubset(of: known) else { throw CacheTrouble.newerSchema }
    return applied.count == known.count ? .current : .behind
  }

  /// Whether nothing is in the database but what a process leaves that died while it made ours.
  private static func isBlank(_ database: Database) throws -> Bool {
    let others = try Int.fetchOne(
      database,
      sql: "SELECT count(*) FROM sqlite_master WHERE tbl_name <> 'grdb_migrations'")
    guard others == 0 else { return false }
    guard try database.tableExists("grdb_migrations") else { return true }
    return try Int.fetchOne(database, sql: "SELECT count(*) FROM grdb_migrations") == 0
  }
}
