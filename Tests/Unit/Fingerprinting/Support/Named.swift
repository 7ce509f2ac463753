import Testing

/// A test argument with a displayed id.
struct Named<Value: Sendable>: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let value: Value

  init(_ testDescription: String, _ value: Value) {
    self.testDescription = testDescription
    self.value = value
  }
}
