import GRDB
import MasteringModel

/// The analyses, one row each; a larger id was stored later.
///
/// A fingerprint is one column, so that a new metric does not change the table. The columns of other
/// measured numbers have no type, because a column of type REAL would store −0.0 as 0.
enum AnalysisTable {
  /// The table as each change of it created it, oldest first: at first, with true peaks, and with
  /// the fingerprint as one column.
  static let creations = [
    creation(fingerprint: metrics, truePeak: ""),
    creation(fingerprint: metrics, truePeak: "\n  true_peak_dbtp,"),
    creation(fingerprint: "fingerprint TEXT NOT NULL,", truePeak: "\n  true_peak_dbtp,"),
  ]

  private static let metrics = """
    loudness_dbfs, peak_dbfs, crest_db, spectral_centroid, spectral_rolloff,
      zero_crossing_rate, spectral_spread,
    """

  private static func creation(fingerprint: String, truePeak: String) -> String {
    """
    CREATE TABLE analysis (
      id INTEGER PRIMARY KEY,
      path TEXT NOT NULL,
      size_bytes INTEGER NOT NULL,
      modified_at_ns INTEGER NOT NULL,
      window_seconds NOT NULL,
      allows_partial_audio INTEGER NOT NULL,
      definition TEXT NOT NULL,
      \(fingerprint)
      analysed_seconds,
      sample_rate_hz INTEGER,
      channels INTEGER,
      duration_seconds,
      is_partial INTEGER,\(truePeak)
      digest INTEGER NOT NULL,
      UNIQUE (path, size_bytes, modified_at_ns, window_seconds, allows_partial_audio, definition)
    )
    """
  }

  private static let keyColumns = FingerprintKey.columnNames
  private static let earlierColumns =
    "analysed_seconds, sample_rate_hz, channels, duration_seconds, is_partial, digest"
  private static let sharedColumns =
    "analysed_seconds, sample_rate_hz, channels, duration_seconds, is_partial, true_peak_dbtp, digest"
  private static let valueColumns = "fingerprint, \(sharedColumns)"

  /// Upgrades a table from before true peaks were measured; its rows stay, without a true peak.
  static let addTruePeaks = """
    ALTER TABLE analysis RENAME TO earlier_analysis;
    \(creations[1]);
    INSERT INTO analysis (id, \(keyColumns), \(metrics) \(earlierColumns))
    SELECT id, \(keyColumns), \(metrics) \(earlierColumns) FROM earlier_analysis;
    DROP TABLE earlier_analysis;
    """

  /// Upgrades a table with a column for each metric; its rows stay, except damaged ones.
  static func uniteMetrics(in database: Database) throws {
    try database.execute(
      sql: "ALTER TABLE analysis RENAME TO earlier_analysis; \(creations[2])")
    let names = metrics.split { ", \n".contains($0) }.map(String.init)
    let rows = try Row.fetchCursor(
      database,
      sql: "SELECT id, \(keyColumns), \(metrics) \(sharedColumns) FROM earlier_analysis")
    let insertion = try database.makeStatement(
      sql: """
        INSERT INTO analysis (id, \(keyColumns), \(valueColumns)) VALUES (\(placeholders(15)))
        """)
    // In Swift, because SQLite writes numbers in JSON with fifteen digits.
    while let row = try rows.next() {
      let values = Array(row.databaseValues)
      guard let key = FingerprintKey(columns: values[1...6]),
        let columns = StoredAnalysis.columns(
          ofEarlier: Array(values[7...]), metrics: names, for: key)
      else { continue }
      try insertion.execute(arguments: StatementArguments(values[...6] + columns))
    }
    try database.execute(sql: "DROP TABLE earlier_analysis")
  }

  private static let selection = """
    SELECT \(valueColumns) FROM analysis WHERE \(FingerprintKey.isKey)
    """
  private static let insertion = """
    INSERT OR REPLACE INTO analysis (\(keyColumns), \(valueColumns))
    VALUES (\(placeholders(14)))
    """

  private static func placeholders(_ count: Int) -> String {
    Array(repeating: "?", count: count).joined(separator: ", ")
  }

  static func find(
    _ key: FingerprintKey, in database: Database
  ) throws -> StoredAnalysis.Content? {
    let statement = try database.cachedStatement(sql: selection)
    let arguments = StatementArguments(key.columns)
    return try Row.fetchOne(statement, arguments: arguments)
      .map { StoredAnalysis.content(of: Array($0.databaseValues), under: key) }
  }

  /// Stores a row, replacing one with an equal key, and deletes the excess: all but the last rows
  /// of the track, and the oldest rows of all.
  static func store(
    _ analysis: TrackAnalysis, for key: FingerprintKey, perTrack: Int, capacity: Int,
    in database: Database
  ) throws {
    try KeyedRows.store(
      key.columns + StoredAnalysis.columns(of: analysis, for: key), in: "analysis", by: insertion,
      for: key, perTrack: perTrack, capacity: capacity, in: database)
  }

  /// Iterates over all rows, and passes on the path of each and whether it is sound.
  static func checkAll(
    in database: Database, _ body: (_ path: String, _ isSound: Bool) -> Void
  ) throws {
    try KeyedRows.checkAll(
      of: "analysis", valueColumns, in: database,
      isSound: { StoredAnalysis.content(of: $0, under: $1) != .damaged }, body)
  }
}
