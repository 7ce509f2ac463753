import Concurrency
import LibraryAnalysis
import MasteringModel
import ProcessSignals
import SystemCalls
import Synchronization

/// Works through files side by side, one per core, and hands the outcomes on in the order of the
/// files, each as soon as it and all before it are there.
struct FileBatch: Sendable {
  let paths: [String]
  let progress: ProgressLine

  /// Processors that are online.
  static var cores: Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

  /// How many tasks one file may keep busy: all cores go to a file that is alone.
  var workersPerFile: Int { paths.count == 1 ? Self.cores : 1 }

  /// Runs `work` on every file and `handle` on every outcome.
  func run<Value: Sendable>(
    _ work:
      @escaping @Sendable (
        _ path: String, _ progress: @escaping @Sendable (AnalysisProgress) -> Void
      ) async -> Value,
    handle: (_ path: String, Value) -> Void
  ) async {
    let progress = BatchProgress(paths: paths, line: progress)
    // Ctrl-C leaves no half line behind; nothing else has to be tidied up.
    let line = self.progress
    let signals =
      line.isVisible
      ? await StopSignals { number in
        line.finish()
        SignalWatch.endProcess(by: number)
      } : nil
    await SideBySide(jobs: Self.cores).run(paths.count) { index in
      progress.begun(index)
      let value = await work(paths[index]) { progress.heard($0, of: index) }
      progress.finishOne()
      return value
    } inOrder: { index, value in
      line.hidden { handle(paths[index], value) }
    }
    await signals?.cancel()
    line.finish()
  }
}

/// Says how far a batch has come: seconds of a file that is alone; files of several, their pace and the
/// time left.
final class BatchProgress: Sendable {
  private let paths: [String]
  private let line: ProgressLine
  private let start = ContinuousClock.now
  private let state = Mutex((finished: 0, pace: Pace()))

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
      begun(index)
    }
  }

  /// Called when one of several files is begun, and now and then as it is worked on.
  func begun(_ index: Int) {
    guard line.isVisible, paths.count > 1 else { return }
    let (count, pace) = state.withLock { state in
      // Time passes without a file being done, too.
      state.pace.note(done: state.finished, at: start.duration(to: .now))
      return state
    }
    let left = pace.timeLeft(for: paths.count - count).map { "  \($0.words) left" } ?? ""
    line.show(
      Double(count) / Double(paths.count), "\(count) of \(paths.count)\(left)  \(paths[index])")
  }

  /// Called when a file is done with, well or not.
  func finishOne() {
    state.withLock { $0.finished += 1 }
  }
}
