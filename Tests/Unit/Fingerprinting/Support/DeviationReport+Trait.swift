import FingerprintTolerances
import Testing

extension DeviationReport: SuiteTrait, TestScoping {
  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    try await report(on: function)
  }
}

extension Trait where Self == DeviationReport {
  /// Prints the worst deviation of each metric when the suite is done.
  static func reportsDeviations(_ title: String, _ tolerances: MetricTolerances) -> Self {
    DeviationReport(title, tolerances)
  }
}
