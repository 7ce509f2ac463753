import LibraryAnalysis
import Logging

/// Reports the progress of a library scan.
enum ScanReport {
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
}
