import Testing

/// A test's argument with the id it is shown under.
struct Named<Value: Sendable>: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let value: Value

  init(_ testDescription: String, _ value: Value) {
    self.testDescription = testDescription
    self.value = value
  }
}
