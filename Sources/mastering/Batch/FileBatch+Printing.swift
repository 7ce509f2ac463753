internal import ArgumentParser
internal import MasteringModel
internal import Recommending
internal import WireFormat

extension FileBatch {
  /// Runs `work` on every file and prints what comes of it; a failure is one line on standard
  /// error and leaves the other files alone.
  ///
  /// - Throws: `ExitCode.failure` after the last file, when any failed.
  func run<Value: Sendable>(
    printing printer: some OutcomePrinter<Value>,
    _ work:
      @escaping @Sendable (
        _ path: String, _ progress: @escaping @Sendable (AnalysisProgress) -> Void
      ) async throws(RecommendationFailure) -> Value
  ) async throws {
    var printer = printer
    var failed = false
    printer.begin()
    await run { path, progress in
      await outcome(of: work, path, progress)
    } handle: { path, outcome in
      switch outcome {
      case .success(let value): printer.show(value, of: path)
      case .failure(let failure):
        failed = true
        let report = FailureReport(failure)
        let option = report.code == "truncated_audio" ? " (--allow-partial)" : ""
        Terminal.writeFailure(report.sentence + option, about: path)
        printer.showFailure(report, of: path)
      }
    }
    printer.end()
    if failed { throw ExitCode.failure }
  }

  private func outcome<Value>(
    of work: (String, @escaping @Sendable (AnalysisProgress) -> Void)
      async throws(RecommendationFailure) -> Value,
    _ path: String, _ progress: @escaping @Sendable (AnalysisProgress) -> Void
  ) async -> Result<Value, RecommendationFailure> {
    do throws(RecommendationFailure) {
      return .success(try await work(path, progress))
    } catch {
      return .failure(error)
    }
  }
}
