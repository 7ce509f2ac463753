internal import ArgumentParser
internal import ConformanceKit
internal import Synchronization

/// Which of the cases are meant.
struct CaseSelection: ParsableArguments {
  @Option(
    help: ArgumentHelp("Only the cases with this text in their name.", valueName: "text"))
  var filter: String?

  /// The cases.
  ///
  /// - Throws: exit status 2 where there is none, after a line on standard error.
  func cases(of suite: Suite) throws -> [GoldenCase] {
    let cases = suite.cases.filter { golden in filter.map { golden.name.contains($0) } ?? true }
    guard !cases.isEmpty else {
      let words = filter.map { "no case has '\($0.printable)' in its name" } ?? "there is no case"
      Terminal.writeError("mastering: \(words)\n")
      throw ExitCode.cannotRun
    }
    return cases
  }
}

/// Counts from 1, from any thread.
final class Counter: Sendable {
  private let count = Mutex(0)

  /// The next number.
  func next() -> Int {
    count.withLock { count in
      count += 1
      return count
    }
  }
}
