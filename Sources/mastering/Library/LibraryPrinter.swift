import LibraryAnalysis

/// Prints what came of a library.
protocol LibraryPrinter: Sendable {
  /// Called before the first file.
  mutating func begin()
  /// Called with each file as soon as it is done.
  mutating func finished(_ record: TrackRecord)
  /// Called with each file that is done, in the order of the files.
  mutating func inOrder(_ record: TrackRecord)
  /// Called after the last file.
  mutating func end(_ result: LibraryResult)
}

extension LibraryPrinter {
  func begin() {}
  func finished(_ record: TrackRecord) {}
  func inOrder(_ record: TrackRecord) {}
}

/// What a library came to, when all is done or stopped.
struct LibraryResult {
  var summary: LibrarySummary
  var elapsed: Duration
  var isInterrupted: Bool
  var passedOver: PassedOverFiles
}
