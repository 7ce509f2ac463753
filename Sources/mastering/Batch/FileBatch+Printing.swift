import ArgumentParser
import MasteringModel
import Recommending
import WireFormat

extension FileBatch {
  /// Runs `work` on every file and prints the outcome; a failure is one line on standard error and
  /// does not affect the other files.
  ///
  /// - Parameter cache: closed after the last file.
  /// - Throws: ``ExitStatus/failed`` after the last file, if any failed.
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

  /// The same for work that returns its own failure.
  ///
  /// - Parameter allowsPartial: whether the command has an option for truncated files.
  func run<Value: Sendable>(
    printing printer: some OutcomePrinter<Value>, closing cache: LiveCache?,
    allowsPartial: Bool = true,
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
        Terminal.write(FileProblem(report, about: path, offersPartial: allowsPartial))
        printer.showFailure(report, of: path)
      }
    }
    printer.end()
    await cache?.close()
    if failed { throw ExitStatus.failed.code }
  }
}
