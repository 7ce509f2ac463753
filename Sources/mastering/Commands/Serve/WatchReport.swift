import LibraryAnalysis
import Logging

/// Reports how much of a library is watched.
enum WatchReport {
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
