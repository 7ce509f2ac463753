/// The content of a ``SQLiteCache``.
public struct SQLiteCacheStatistics: Sendable, Hashable {
  /// The database's file.
  public let path: String
  /// How many schema changes have been applied to the file; nil if there is no file, or an empty
  /// one.
  public let schema: Int?
  /// How many tracks, that is paths, have entries.
  public let tracks: Int
  /// How many analyses it holds.
  public let analyses: Int
  /// How many measurements of loudness it holds.
  public let loudnessMeasurements: Int
  /// The size of the file and of the files that SQLite keeps beside it, in bytes.
  public let bytesOnDisk: Int64

  /// Creates statistics from their values.
  public init(
    path: String, schema: Int?, tracks: Int, analyses: Int, loudnessMeasurements: Int = 0,
    bytesOnDisk: Int64
  ) {
    self.path = path
    self.schema = schema
    self.tracks = tracks
    self.analyses = analyses
    self.loudnessMeasurements = loudnessMeasurements
    self.bytesOnDisk = bytesOnDisk
  }
}
