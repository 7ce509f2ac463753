/// A path that is compared byte by byte, as the system does: Swift's own comparison treats
/// canonically equivalent names as equal, such as é as one code point and as two.
package struct ExactPath: Sendable, Hashable {
  package let text: String

  package init(_ text: String) {
    self.text = text
  }

  package static func == (left: Self, right: Self) -> Bool {
    left.text.isSamePath(as: right.text)
  }

  /// Canonically equivalent names may share a hash.
  package func hash(into hasher: inout Hasher) {
    hasher.combine(text)
  }
}

extension String {
  /// Whether it is the same path, byte by byte.
  package func isSamePath(as other: String) -> Bool { utf8.elementsEqual(other.utf8) }

  /// Whether it comes first in byte order, which is the order of paths everywhere.
  package func precedesAsPath(_ other: String) -> Bool {
    utf8.lexicographicallyPrecedes(other.utf8)
  }
}
