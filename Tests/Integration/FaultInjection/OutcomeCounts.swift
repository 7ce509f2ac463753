import MasteringModel
import Synchronization
import Testing

/// Counts the outcomes of damaged files by format, and prints them after the suite.
struct OutcomeReport: SuiteTrait, TestScoping {
  /// The counts of the running suite.
  @TaskLocal static var current: OutcomeCounts?

  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    let counts = OutcomeCounts()
    try await OutcomeReport.$current.withValue(counts, operation: function)
    if counts.total > 0 { print(counts.table) }
  }
}

extension Trait where Self == OutcomeReport {
  /// Prints how many damaged files ended in each outcome.
  static var reportsOutcomes: Self { OutcomeReport() }
}

/// How often each outcome occurred for each format.
final class OutcomeCounts: Sendable {
  /// The outcomes that a damaged file may have.
  static let kinds = ["fingerprint", "truncated", "unsupported", "not finite", "empty"]

  private let counts = Mutex<[String: [String: Int]]>([:])

  /// The number of files.
  var total: Int {
    counts.withLock { $0.values.reduce(0) { $0 + $1.values.reduce(0, +) } }
  }

  /// Counts an outcome.
  func note(_ kind: String, of format: String) {
    counts.withLock { $0[format, default: [:]][kind, default: 0] += 1 }
  }

  /// The counts as text, one line per format.
  var table: String {
    let counts = counts.withLock { $0 }
    func line(_ name: String, _ cells: [String]) -> String {
      "  " + name.padding(to: 20) + cells.map { $0.padding(to: 13) }.joined()
    }
    let sums = Self.kinds.map { kind in counts.values.reduce(0) { $0 + ($1[kind] ?? 0) } }
    return
      (["Outcomes of \(total) damaged files:", line("", Self.kinds)]
      + counts.keys.sorted().map { format in
        line(format, Self.kinds.map { "\(counts[format]?[$0] ?? 0)" })
      } + [line("all", sums.map { "\($0)" })]).joined(separator: "\n")
  }
}

extension String {
  fileprivate func padding(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}

/// The kind of the outcome; nil for one that a damaged file must not have. The file is present and
/// readable, nothing was cancelled, and only the file is at fault.
func kind(of outcome: Outcome) -> String? {
  switch outcome {
  case .success: "fingerprint"
  case .failure(.audio(.truncatedAudio)), .failure(.audio(.changingFormat)): "truncated"
  case .failure(.audio(.unsupportedFormat)): "unsupported"
  case .failure(.nonFiniteSamples): "not finite"
  case .failure(.emptyAudio): "empty"
  case .failure(.audio(.notFound)), .failure(.audio(.notAFile)), .failure(.audio(.unreadable)),
    .failure(.audio(.cueSheet)), .failure(.invalid), .failure(.unavailable), .failure(.cancelled):
    nil
  }
}
