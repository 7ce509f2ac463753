import Testing

/// An argument with a name of its own, for values whose description says too little.
struct Labelled<Value: Sendable>: Sendable, CustomTestStringConvertible {
  let label: String
  let value: Value

  init(_ label: String, _ value: Value) {
    self.label = label
    self.value = value
  }

  var testDescription: String { label }
}
