package import MasteringModel
import Synchronization

/// A listener for the progress of an analysis, to which progress never decreases.
///
/// The first report to a new listener and those of the running analysis come from different
/// threads; outdated ones are dropped.
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

  /// Reports progress, unless the listener has newer progress.
  package func hear(_ progress: AnalysisProgress) {
    // Called inside the lock, to keep the order and so that `close` waits for the last call.
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
