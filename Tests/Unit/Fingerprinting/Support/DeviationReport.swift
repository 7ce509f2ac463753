import FingerprintTolerances
import Testing

/// Prints how far a suite's fingerprints are from their references, after all of its tests.
struct DeviationReport: SuiteTrait, TestScoping {
  /// What is compared, in words.
  let title: String
  /// The tolerance, printed beside it.
  let tolerances: MetricTolerances

  /// Where the running suite records its comparisons.
  @TaskLocal static var current: WorstDeviations?

  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    let deviations = WorstDeviations()
    try await DeviationReport.$current.withValue(deviations, operation: function)
    if deviations.count > 0 { print(deviations.table(title: title, tolerances: tolerances)) }
  }
}

extension Trait where Self == DeviationReport {
  /// Prints the worst deviation of each metric when the suite is done.
  static func reportsDeviations(_ title: String, _ tolerances: MetricTolerances) -> Self {
    DeviationReport(title: title, tolerances: tolerances)
  }
}
