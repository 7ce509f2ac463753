/// A path as the system compares it, byte by byte: Swift's own comparison takes two names for the
/// same that only look the same.
package struct ExactPath: Sendable, Hashable {
  package let text: String

  package init(_ text: String) {
    self.text = text
  }

  package static func == (left: Self, right: Self) -> Bool {
    left.text.utf8.elementsEqual(right.text.utf8)
  }

  /// Names that only look the same may share a hash.
  package func hash(into hasher: inout Hasher) {
    hasher.combine(text)
  }
}
