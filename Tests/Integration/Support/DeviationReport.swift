import FingerprintTolerances
import Testing

/// Prints, after all tests of a suite, how far from their references its fingerprints were.
///
/// The twin of the one in `Tests/Unit/Fingerprinting`: a target that is not a test target cannot
/// import Testing everywhere.
struct DeviationReport: SuiteTrait, TestScoping {
  /// What is being compared, in words.
  let title: String
  /// What is allowed, to be printed beside it.
  let tolerances: MetricTolerances

  /// Where the running suite's comparisons are noted.
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
