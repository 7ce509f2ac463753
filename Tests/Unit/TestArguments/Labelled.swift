/// A test argument with its own name, for values whose description is too short or too long.
package struct Labelled<Value: Sendable>: Sendable, CustomStringConvertible {
  package let label: String
  package let value: Value

  package init(_ label: String, _ value: Value) {
    self.label = label
    self.value = value
  }

  // Testing prints this too, and only a test target can import Testing everywhere.
  package var description: String { label }
}
