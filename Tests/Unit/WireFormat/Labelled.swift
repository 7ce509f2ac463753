import Testing

/// A test argument with its own name, for values whose description is not specific enough.
struct Labelled<Value: Sendable>: Sendable, CustomTestStringConvertible {
  let label: String
  let value: Value

  init(_ label: String, _ value: Value) {
    self.label = label
    self.value = value
  }

  var testDescription: String { label }
}
