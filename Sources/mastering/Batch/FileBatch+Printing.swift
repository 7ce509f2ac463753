import ArgumentParser
import MasteringModel
import Recommending
import WireFormat

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
    try await run(printing: printer, closing: cache) { path, progress in
      do throws(RecommendationFailure) {
        return .success(try await work(path, progress))
      } catch {
        return .failure(FailureReport(error))
      }
    }
  }

  /// The same for work that says itself what kept it from a value.
  func run<Value: Sendable>(
    printing printer: some OutcomePrinter<Value>, closing cache: LiveCache?,
    outcome:
      @escaping @Sendable (
        _ path: String, _ progress: @escaping @Sendable (AnalysisProgress) -> Void
      ) async -> Result<Value, FailureReport>
  ) async throws {
    var printer = printer
    var failed = false
    printer.begin()
    await run(outcome) { path, outcome in
      switch outcome {
      case .success(let value): printer.show(value, of: path)
      case .failure(let report):
        failed = true
        Terminal.writeFailure(report.sentenceWithOption, about: path)
        printer.showFailure(report, of: path)
      }
    }
    printer.end()
    await cache?.close()
    if failed { throw ExitStatus.failed.code }
  }
}

extension FailureReport {
  /// The sentence, with the option of the command line that its advice amounts to.
  var sentenceWithOption: String {
    code == "truncated_audio"
      ? "\(sentence) (--allow-partial analyses what comes before it.)" : sentence
  }
}
