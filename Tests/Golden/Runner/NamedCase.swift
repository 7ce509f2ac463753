import ConformanceKit
import Testing

/// A golden case as a test argument; the test prints its name.
struct NamedCase: Sendable, CustomTestStringConvertible {
  let golden: GoldenCase

  var testDescription: String { golden.name }
}
