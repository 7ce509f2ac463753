/// Prints how far a suite's fingerprints are from their references, after all of its tests.
///
/// A test target makes it a trait of suites: only a test target can import Testing everywhere.
package struct DeviationReport: Sendable {
  /// What is compared, in words.
  let title: String
  /// The tolerance, printed beside it.
  let tolerances: MetricTolerances

  /// Where the running suite records its comparisons.
  @TaskLocal package static var current: WorstDeviations?

  package init(_ title: String, _ tolerances: MetricTolerances) {
    self.title = title
    self.tolerances = tolerances
  }

  /// Runs the suite, then prints the worst deviation of each metric.
  package func report(on suite: @Sendable () async throws -> Void) async throws {
    let deviations = WorstDeviations()
    try await DeviationReport.$current.withValue(deviations, operation: suite)
    if deviations.count > 0 { print(deviations.table(title: title, tolerances: tolerances)) }
  }
}
