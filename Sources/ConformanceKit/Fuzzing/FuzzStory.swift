package import StrictJSON

/// Calls that belong together, generated from a number: the unit that the fuzzer sends and shrinks.
package struct FuzzStory: Sendable, Hashable {
  /// The calls in their order.
  package var calls: [Call]
  /// Whether an answer depends on earlier calls, or affects later ones: then it is played one call
  /// at a time, and shrunk with newly started ports.
  package var isStateful: Bool

  /// A call.
  package struct Call: Sendable, Hashable {
    /// The method's name.
    package var method: String
    /// Its parameters; a file is represented by `{"$file"}`.
    package var params: JSON

    package init(_ method: String, _ params: JSON) {
      self.method = method
      self.params = params
    }
  }

  package init(_ calls: [Call], isStateful: Bool = false) {
    self.calls = calls
    self.isStateful = isStateful
  }
}
