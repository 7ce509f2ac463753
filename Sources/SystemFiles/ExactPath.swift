/// A path as the system compares it, byte by byte: Swift's own comparison takes two names for the
/// same that only look the same, as é in one code point and in two.
package struct ExactPath: Sendable, Hashable {
  package let text: String

  package init(_ text: String) {
    self.text = text
  }

  package static func == (left: Self, right: Self) -> Bool {
    left.text.isSamePath(as: right.text)
  }

  /// Names that only look the same may share a hash.
  package func hash(into hasher: inout Hasher) {
    hasher.combine(text)
  }
}

extension String {
  /// Whether it is the same path, byte by byte.
  package func isSamePath(as other: String) -> Bool { utf8.elementsEqual(other.utf8) }

  /// Whether it comes first in the order of bytes, which is that of paths everywhere.
  package func precedesAsPath(_ other: String) -> Bool {
    utf8.lexicographicallyPrecedes(other.utf8)
  }
}
