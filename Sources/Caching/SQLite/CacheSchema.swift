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
      try database.execute(sql: AnalysisTable.firstCreation)
    }
    migrator.registerMigration("2: true peaks") { database in
      try database.execute(sql: AnalysisTable.addTruePeaks)
    }
    return migrator
  }()

  /// Looks at a database that was just opened; changes nothing.
  ///
  /// - Throws: ``CacheTrouble/foreign``, ``CacheTrouble/newerSchema``, ``CacheTrouble/damaged(_:)``
  ///   where it has other tables than ours, and SQLite's errors.
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
    let isCurrent = applied.count == known.count
    // An earlier table is looked at as closely, before it is brought up.
    let creation = isCurrent ? AnalysisTable.creation : AnalysisTable.firstCreation
    guard try isAsMade(database, by: creation) else {
      throw CacheTrouble.damaged("its tables are not ours")
    }
    return isCurrent ? .current : .behind
  }

  /// Whether what is in the database is what we made, and nothing else: a view or a trigger would
  /// come from an attacker who wants it to run.
  private static func isAsMade(_ database: Database, by creation: String) throws -> Bool {
    let others = try Int.fetchOne(
      database,
      sql: """
        SELECT count(*) FROM sqlite_master
        WHERE NOT (type = 'table' AND name = 'analysis' AND sql = ?)
        AND NOT (type = 'table' AND name = 'grdb_migrations')
        AND NOT (type = 'index' AND sql IS NULL AND tbl_name IN ('analysis', 'grdb_migrations'))
        """, arguments: [creation])
    return try others == 0 && database.tableExists("analysis")
  }

  /// Whether nothing is in the database.
  private static func isBlank(_ database: Database) throws -> Bool {
    try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") == 0
  }
}
