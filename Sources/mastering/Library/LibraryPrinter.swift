import LibraryAnalysis

/// Prints the results of a library.
protocol LibraryPrinter: Sendable {
  /// Called before the first file.
  mutating func begin()
  /// Called with each file as soon as it is finished.
  mutating func finished(_ record: TrackRecord)
  /// Called with each finished file, in the order of the files.
  mutating func inOrder(_ record: TrackRecord)
  /// Called after the last file.
  mutating func end(_ result: LibraryResult)
}

extension LibraryPrinter {
  func begin() {}
  func finished(_ record: TrackRecord) {}
  func inOrder(_ record: TrackRecord) {}
}

/// The results of a library, complete or interrupted.
struct LibraryResult {
  var summary: LibrarySummary
  var elapsed: Duration
  var isInterrupted: Bool
  var passedOver: PassedOverFiles
}
