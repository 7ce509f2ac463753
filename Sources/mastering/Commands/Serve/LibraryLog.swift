import LibraryAnalysis
import Logging

/// Reports how a server's library is read and watched.
enum LibraryLog {
  /// The progress of a scan.
  static func show(_ progress: LibraryScanProgress, on line: ProgressLine, _ logger: Logger) {
    switch progress.state {
    case .scanning:
      let share =
        progress.filesFound > 0 ? Double(progress.filesRead) / Double(progress.filesFound) : nil
      line.show(share, "reading the tags of \(progress.filesFound) files")
    case .ready:
      line.hidden {}
      logger.info(
        "library read",
        metadata: ["tracks": "\(progress.tracks)", "problems": "\(progress.problems)"])
    }
  }

  /// How much is watched for new files.
  static func show(_ coverage: LibraryWatchCoverage, _ logger: Logger) {
    let counts: Logger.Metadata = [
      "watched": "\(coverage.watched)", "unwatched": "\(coverage.unwatched)",
    ]
    if let limit = coverage.limit {
      logger.warning(
        """
        \(coverage.unwatched) folders are not watched for new files but scanned every 5 minutes: this \
        program uses at most \(limit) of the watches that the system allows a user. Raise \
        fs.inotify.max_user_watches (sysctl), or use --no-watch.
        """, metadata: counts)
    } else if coverage.isPartial {
      logger.info(
        "folders that cannot be watched for new files are scanned every 5 minutes", metadata: counts
      )
    } else {
      logger.info("the folders are watched for new files", metadata: counts)
    }
  }
}
