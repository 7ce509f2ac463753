package import StrictJSON

/// Calls that belong together, made by a number: what the fuzzer sends, and what it makes smaller.
package struct FuzzStory: Sendable, Hashable {
  /// The calls in their order.
  package var calls: [Call]
  /// Whether an answer depends on the calls before it, or changes what comes after: then it is played
  /// a call at a time, and made smaller with ports that were started anew.
  package var isStateful: Bool

  /// A call.
  package struct Call: Sendable, Hashable {
    /// The method's name.
    package var method: String
    /// Its parameters; a file stands in them as `{"$file"}`.
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
