package import MasteringModel
import Synchronization

/// A listener that hears how far an analysis has come, and never that it went back.
///
/// What a newcomer is told first and what the analysis reports meanwhile come from different
/// threads; the older of the two is left out.
package final class ProgressListener: Sendable {
  private struct State {
    var latestSeconds = -Double.infinity
    var isOpen = true
  }

  private let state = Mutex(State())
  private let tell: @Sendable (AnalysisProgress) -> Void

  /// A listener; nil for none.
  package init?(_ tell: (@Sendable (AnalysisProgress) -> Void)?) {
    guard let tell else { return nil }
    self.tell = tell
  }

  /// Calls it, unless it has newer progress.
  package func hear(_ progress: AnalysisProgress) {
    // Called inside the lock, so that the order holds, and so that `close` waits for the last word.
    state.withLock { state in
      guard state.isOpen, progress.analysedSeconds >= state.latestSeconds else { return }
      state.latestSeconds = progress.analysedSeconds
      tell(progress)
    }
  }

  /// Ends the calls: once this returns, there are no more.
  package func close() {
    state.withLock { $0.isOpen = false }
  }
}
