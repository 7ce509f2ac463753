import Concurrency
import LibraryAnalysis
import MasteringModel
import ProcessSignals
import SystemCalls

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
