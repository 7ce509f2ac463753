import LibraryAnalysis
import MasteringModel
import Synchronization

/// Shows the progress of a library analysis: files, pace, time left, and the file started last.
final class LibraryProgress: Sendable {
  let line: ProgressLine
  private let files: Int
  private let start = ContinuousClock.now
  private let state = Mutex(State())

  private struct State {
    var pace = Pace()
    var done = 0
    var failed = 0
  }

  /// The progress of work on this many files, starting now.
  init(of files: Int, on line: ProgressLine) {
    self.files = files
    self.line = line
  }

  /// How long the work has taken.
  var elapsed: Duration { start.duration(to: .now) }

  /// Called when a file is started.
  func start(_ path: String) { show(path) }

  /// The progress callback for a file; nil if progress is not shown.
  func listening(to path: String) -> (@Sendable (AnalysisProgress) -> Void)? {
    guard line.isVisible else { return nil }
    return { [self] _ in show(path) }
  }

  /// Called when a file is finished.
  func finish(_ outcome: FileOutcome) {
    state.withLock { state in
      switch outcome {
      case .stopped: return
      case .passedOver: break
      case .done(let record): if case .failed = record.outcome { state.failed += 1 }
      }
      state.done += 1
      state.pace.note(done: state.done, at: elapsed)
    }
  }

  private func show(_ path: String) {
    guard line.isVisible else { return }
    let state = state.withLock { state in
      // Time passes even if no file is finished.
      state.pace.note(done: state.done, at: elapsed)
      return state
    }
    line.show(Double(state.done) / Double(files), text(state, path))
  }

  private func text(_ state: State, _ path: String) -> String {
    var parts = ["\(state.done) of \(files)"]
    if state.failed > 0 { parts.append("\(state.failed) failed") }
    if let perSecond = state.pace.perSecond, let left = state.pace.timeLeft(for: files - state.done)
    {
      parts.append("\(perSecond.fixed(perSecond < 100 ? 1 : 0))/s")
      parts.append("\(left.words) left")
    }
    return (parts + [path]).joined(separator: "  ")
  }
}
