import MasteringModel
import Synchronization

/// Lets through as much progress as people can use: the first, then every twentieth of the track;
/// where its length is unknown, every 10 seconds, and ever rarer the longer it gets.
final class ProgressThrottle: Sendable {
  private let nextSeconds = Mutex(-Double.infinity)

  /// Whether to report this one.
  func lets(_ progress: AnalysisProgress) -> Bool {
    nextSeconds.withLock { next in
      guard progress.analysedSeconds >= next else { return false }
      let step = progress.totalSeconds.map { $0 / 20 } ?? max(10, progress.analysedSeconds / 5)
      // At least a second, lest a very short track makes more noise than a long one.
      next = progress.analysedSeconds + max(1, step)
      return true
    }
  }
}
