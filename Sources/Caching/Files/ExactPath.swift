/// A path as the system compares it, byte by byte: Swift's own comparison takes two names for the
/// same that only look the same.
struct ExactPath: Sendable, Hashable {
  let text: String

  init(_ text: String) {
    self.text = text
  }

  static func == (left: Self, right: Self) -> Bool {
    left.text.utf8.elementsEqual(right.text.utf8)
  }

  /// Names that only look the same may share a hash.
  func hash(into hasher: inout Hasher) {
    hasher.combine(text)
  }
}
