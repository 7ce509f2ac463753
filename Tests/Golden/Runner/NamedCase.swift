import ConformanceKit
import Testing

/// A golden case as a test's argument: its name is what the test prints.
struct NamedCase: Sendable, CustomTestStringConvertible {
  let golden: GoldenCase

  var testDescription: String { golden.name }
}
