import MasteringModel
public import StrictJSON

/// The summary of a library; its size grows with the number of folders, not of files.
public struct LibrarySummary: Sendable {
  /// How many files were found.
  public let files: Int
  /// Files that were analysed.
  public private(set) var measured = 0
  /// Files that were in the cache.
  public private(set) var fromCache = 0
  /// Files that failed.
  public private(set) var failed = 0
  /// Files that turned out not to be audio, if every file was tried.
  public private(set) var passedOver = 0
  /// Files that ended early and were analysed up to there.
  public private(set) var partial = 0
  /// What was recommended.
  public private(set) var recommendations = RecommendationTally()
  /// The metrics of all tracks.
  public private(set) var fingerprints = FingerprintStatistics()
  /// The loudness of the tracks for which it was measured.
  public private(set) var loudness = LoudnessStatistics()
  private var byFolder: [FolderSummary]

  /// The summary of files before any outcome.
  public init(of files: FoundFiles) {
    self.files = files.count
    byFolder = files.folders.map { FolderSummary(path: $0) }
  }

  /// Counts the outcome of a file. The order affects the last digits of the statistics, so pass the
  /// files in their order.
  ///
  /// - Parameter folder: the index of its folder in the files' folders.
  public mutating func add(_ record: TrackRecord, folder: Int) {
    switch record.outcome {
    case .failed:
      failed += 1
      byFolder[folder].failed += 1
    case .analysed(let track):
      if track.isFromCache { fromCache += 1 } else { measured += 1 }
      if track.analysis.isPartial { partial += 1 }
      recommendations.add(track.recommendation)
      fingerprints.add(track.analysis.fingerprint)
      byFolder[folder].fingerprints.add(track.analysis.fingerprint)
      if let loud = track.loudness {
        loudness.add(loud.signal)
        byFolder[folder].loudness.add(loud.signal)
      }
    }
  }

  /// Counts a file that is not audio.
  public mutating func addPassedOver() { passedOver += 1 }

  /// Files with an outcome.
  public var done: Int { measured + fromCache + failed + passedOver }
  /// Files with an answer.
  public var answered: Int { measured + fromCache }

  /// The folders with outcomes, in the order of the files.
  public var folders: [FolderSummary] {
    byFolder.filter { $0.failed > 0 || $0.fingerprints.count > 0 }
  }
}

/// The summary of the files in one folder, usually an album. Subfolders are counted separately.
public struct FolderSummary: Sendable, Hashable {
  /// The folder.
  public let path: String
  /// Its files that failed.
  public fileprivate(set) var failed = 0
  /// The metrics of its other tracks.
  public fileprivate(set) var fingerprints = FingerprintStatistics()
  /// The loudness of those for which it was measured.
  public fileprivate(set) var loudness = LoudnessStatistics()

  fileprivate init(path: String) {
    self.path = path
  }

  /// The members `folder`, `answered`, `failed` and `fingerprint`, which has mean and deviation of
  /// each metric, or is null; and `loudness` if it was measured.
  public var payload: JSON {
    .object(
      [
        .init("folder", .string(path)), .init("answered", .integer(fingerprints.count)),
        .init("failed", .integer(failed)), .init("fingerprint", fingerprints.payload),
      ] + loudness.members)
  }
}

extension LibrarySummary {
  /// The summary as an object, without the folders.
  ///
  /// - Parameters:
  ///   - elapsed: how long it took, from the start of the first file.
  ///   - isInterrupted: whether it was stopped before the last file.
  public func payload(elapsed: Duration, isInterrupted: Bool) -> JSON {
    .object(
      [
        .init("files", .integer(files)), .init("measured", .integer(measured)),
        .init("from_cache", .integer(fromCache)), .init("failed", .integer(failed)),
        .init("passed_over", .integer(passedOver)), .init("not_reached", .integer(files - done)),
        .init("partial", .integer(partial)), .init("is_interrupted", .bool(isInterrupted)),
        .init("seconds", .number(elapsed / .seconds(1))),
      ] + recommendations.members + [.init("fingerprint", fingerprints.payload)] + loudness.members)
  }
}
