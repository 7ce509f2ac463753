/// Detects duplicate keys of an object.
///
/// Compares code points: Swift's own comparison treats `é` and `e` with a combining accent as
/// equal, but in JSON they are two keys. A few keys are compared one by one, which is faster than
/// hashing; many are hashed, so that no object takes quadratic time.
struct DistinctKeys {
  private static let fewest = 12
  private var hashed: Set<ExactText> = []

  /// Whether the key differs from those of `members`, which were inserted before.
  mutating func insert(_ key: String, after members: [JSON.Member]) -> Bool {
    if members.count < Self.fewest {
      return !members.contains { $0.key.isExactly(key) }
    }
    if hashed.isEmpty { hashed = Set(members.map { ExactText(text: $0.key) }) }
    return hashed.insert(ExactText(text: key)).inserted
  }

  private struct ExactText: Hashable {
    let text: String

    static func == (left: Self, right: Self) -> Bool { left.text.isExactly(right.text) }

    func hash(into hasher: inout Hasher) {
      for byte in text.utf8 { hasher.combine(byte) }
    }
  }
}

extension String {
  /// Whether both have the same code points, not only the same characters.
  func isExactly(_ other: String) -> Bool {
    // The first comparison is the fast one, and rejects nearly all different keys.
    self == other && utf8.elementsEqual(other.utf8)
  }
}
