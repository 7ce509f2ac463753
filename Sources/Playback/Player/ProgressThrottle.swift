import MasteringModel
import Synchronization

/// Limits progress to what people can use: the first report, then one for every twentieth of the
/// track; if its length is unknown, every 10 seconds at first and then less and less often.
final class ProgressThrottle: Sendable {
  private let nextSeconds = Mutex(-Double.infinity)

  /// Whether to report this one.
  func lets(_ progress: AnalysisProgress) -> Bool {
    nextSeconds.withLock { next in
      guard progress.analysedSeconds >= next else { return false }
      let step = progress.totalSeconds.map { $0 / 20 } ?? max(10, progress.analysedSeconds / 5)
      // At least a second, so that a very short track does not send more reports than a long one.
      next = progress.analysedSeconds + max(1, step)
      return true
    }
  }
}
