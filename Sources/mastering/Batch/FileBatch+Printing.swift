internal import ArgumentParser
internal import MasteringModel
internal import Recommending
internal import WireFormat

extension FileBatch {
  /// Runs `work` on every file and prints what comes of it; a failure is one line on standard
  /// error and leaves the other files alone.
  ///
  /// - Parameter cache: is closed after the last file.
  /// - Throws: ``ExitStatus/failed`` after the last file, when any failed.
  func run<Value: Sendable>(
    printing printer: some OutcomePrinter<Value>, closing cache: LiveCache?,
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
        Terminal.writeFailure(report.sentenceWithOption, about: path)
        printer.showFailure(report, of: path)
      }
    }
    printer.end()
    await cache?.close()
    if failed { throw ExitStatus.failed.code }
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

extension FailureReport {
  /// The sentence, with the option of the command line that its advice amounts to.
  var sentenceWithOption: String {
    code == "truncated_audio"
      ? "\(sentence) (--allow-partial analyses what comes before it.)" : sentence
  }
}
