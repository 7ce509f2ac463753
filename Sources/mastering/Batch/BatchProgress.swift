import MasteringModel
import Synchronization

/// Says how far a batch has come: seconds of a file that is alone, files of several.
final class BatchProgress: Sendable {
  private let paths: [String]
  private let line: ProgressLine
  private let finished = Mutex(0)

  init(paths: [String], line: ProgressLine) {
    self.paths = paths
    self.line = line
  }

  /// Called as a file is listened to.
  func heard(_ progress: AnalysisProgress, of index: Int) {
    if paths.count == 1 {
      let fraction = progress.totalSeconds.flatMap { $0 > 0 ? progress.analysedSeconds / $0 : nil }
      line.show(fraction, "\(progress.analysedSeconds.fixed(0)) s  \(paths[index])")
    } else {
      let count = finished.withLock { $0 }
      line.show(Double(count) / Double(paths.count), "\(count) of \(paths.count)  \(paths[index])")
    }
  }

  /// Called when a file is done with, well or not.
  func finishOne() {
    finished.withLock { $0 += 1 }
  }
}
