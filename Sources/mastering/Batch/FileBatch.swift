import Concurrency
import LibraryAnalysis
import MasteringModel
import ProcessSignals
import SystemCalls
import Synchronization

/// Processes files in parallel, one per core, and passes the outcomes on in the order of the files,
/// each as soon as it and all before it are available.
struct FileBatch: Sendable {
  let paths: [String]
  let progress: ProgressLine

  /// The number of online processors.
  static var cores: Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

  /// How many tasks one file may use: a single file gets all cores.
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
    // Ctrl-C leaves no partial line behind; nothing else needs cleaning up.
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

/// Shows the progress of a batch: seconds for a single file; for several, files, pace and time
/// left.
final class BatchProgress: Sendable {
  private let paths: [String]
  private let line: ProgressLine
  private let start = ContinuousClock.now
  private let state = Mutex((finished: 0, pace: Pace()))

  init(paths: [String], line: ProgressLine) {
    self.paths = paths
    self.line = line
  }

  /// Called while a file is analysed.
  func heard(_ progress: AnalysisProgress, of index: Int) {
    if paths.count == 1 {
      let fraction = progress.totalSeconds.flatMap { $0 > 0 ? progress.analysedSeconds / $0 : nil }
      line.show(fraction, "\(progress.analysedSeconds.fixed(0)) s  \(paths[index])")
    } else {
      begun(index)
    }
  }

  /// Called when one of several files is started, and from time to time during the work.
  func begun(_ index: Int) {
    guard line.isVisible, paths.count > 1 else { return }
    let (count, pace) = state.withLock { state in
      // Time passes even if no file is finished.
      state.pace.note(done: state.finished, at: start.duration(to: .now))
      return state
    }
    let left = pace.timeLeft(for: paths.count - count).map { "  \($0.words) left" } ?? ""
    line.show(
      Double(count) / Double(paths.count), "\(count) of \(paths.count)\(left)  \(paths[index])")
  }

  /// Called when a file is finished, successfully or not.
  func finishOne() {
    state.withLock { $0.finished += 1 }
  }
}
