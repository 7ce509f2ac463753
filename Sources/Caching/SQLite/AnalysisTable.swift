import GRDB
import MasteringModel

/// The analyses, one row each; a larger id was stored later.
///
/// The columns of measured numbers have no type, because a column of type REAL would store −0.0 as 0.
enum AnalysisTable {
  static let creation = """
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
      true_peak_dbtp,
      digest INTEGER NOT NULL,
      UNIQUE (path, size_bytes, modified_at_ns, window_seconds, allows_partial_audio, definition)
    )
    """

  /// The table before true peaks were measured.
  static let firstCreation = """
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

  /// Upgrades a table from before true peaks were measured; its rows stay, without a true peak.
  static let addTruePeaks = """
    ALTER TABLE analysis RENAME TO earlier_analysis;
    \(creation);
    INSERT INTO analysis (id, \(keyColumns), \(earlierValueColumns))
    SELECT id, \(keyColumns), \(earlierValueColumns) FROM earlier_analysis;
    DROP TABLE earlier_analysis;
    """

  private static let keyColumns = FingerprintKey.columnNames
  private static let metricColumns = FingerprintMetric.allCases.map(\.rawValue)
    .joined(separator: ", ")
  private static let valueColumns = """
    \(metricColumns), analysed_seconds, sample_rate_hz, channels, duration_seconds, is_partial, \
    true_peak_dbtp, digest
    """
  private static let earlierValueColumns =
    valueColumns.replacing("true_peak_dbtp, ", with: "")
  private static let selection = """
    SELECT \(valueColumns) FROM analysis WHERE \(FingerprintKey.isKey)
    """
  private static let insertion = """
    INSERT OR REPLACE INTO analysis (\(keyColumns), \(valueColumns))
    VALUES (\(Array(repeating: "?", count: FingerprintMetric.allCases.count + 13).joined(separator: ", ")))
    """

  /// The result of a lookup.
  enum Finding {
    case none
    case analysis(TrackAnalysis)
    /// There is a row, but it is damaged.
    case damaged
  }

  static func find(_ key: FingerprintKey, in database: Database) throws -> Finding {
    let statement = try database.cachedStatement(sql: selection)
    let arguments = StatementArguments(key.columns)
    guard let row = try Row.fetchOne(statement, arguments: arguments) else { return .none }
    guard let analysis = StoredAnalysis.read(Array(row.databaseValues), of: key) else {
      return .damaged
    }
    return .analysis(analysis)
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
      isSound: { StoredAnalysis.read($0, of: $1) != nil }, body)
  }
}
