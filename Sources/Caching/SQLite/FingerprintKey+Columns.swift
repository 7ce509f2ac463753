import GRDB
import MasteringModel

/// A key as the first columns of every table. A window of 0 means the whole track.
extension FingerprintKey {
  static let columnNames =
    "path, size_bytes, modified_at_ns, window_seconds, allows_partial_audio, definition"
  static let isKey = """
    path = ? AND size_bytes = ? AND modified_at_ns = ? AND window_seconds = ? \
    AND allows_partial_audio = ? AND definition = ?
    """

  /// The key's columns in the order of their names.
  var columns: [DatabaseValue] {
    [
      identity.path.databaseValue, identity.sizeBytes.databaseValue,
      identity.modifiedAtNanoseconds.databaseValue, (window.seconds ?? 0).databaseValue,
      allowsPartialAudio.databaseValue, definition.databaseValue,
    ]
  }

  /// The key in these columns; nil if they are not a valid key.
  init?(columns: ArraySlice<DatabaseValue>) {
    let columns = Array(columns)
    guard columns.count == 6, let path = columns[0].text, let size = columns[1].integer,
      let modified = columns[2].integer, let seconds = columns[3].double,
      let partial = columns[4].bool, let definition = columns[5].text
    else { return nil }
    var window = AnalysisWindow.all
    if seconds != 0 {
      guard let first = try? AnalysisWindow.first(seconds: seconds) else { return nil }
      window = first
    }
    self.init(
      identity: TrackIdentity(path: path, sizeBytes: size, modifiedAtNanoseconds: modified),
      window: window, allowsPartialAudio: partial, definition: definition)
  }
}
