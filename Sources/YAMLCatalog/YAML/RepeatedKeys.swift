/// Makes it possible to parse a text with repeated keys.
///
/// At such a key the parser rejects the whole text, including all valid profiles. So the repeated
/// key is hidden from it: its first letter is replaced by one that no file uses, which keeps every
/// line and column, and the original is stored with its place and restored in the tree.
struct RepeatedKeys {
  /// The text to parse.
  private(set) var text: String

  /// How many keys may be hidden; each costs another pass through the text.
  static let limit = 8

  private struct Place: Hashable {
    let line: Int
    let column: Int
  }

  private var hidden: [Place: String] = [:]

  init(text: String) {
    self.text = text
  }

  /// Hides the key at that place.
  mutating func hide(_ key: String, line: Int, column: Int) throws(YAMLTree.Refusal) {
    let place = Place(line: line, column: column)
    guard hidden.count < Self.limit else {
      throw YAMLTree.Refusal(
        problem: .tooManyRepeatedKeys(limit: Self.limit), line: line, column: column)
    }
    guard hidden[place] == nil, let letter = firstLetter(of: key, line: line, column: column) else {
      throw YAMLTree.Refusal(
        problem: .syntax("the key \"\(key)\" is written twice"), line: line, column: column)
    }
    // From a Unicode plane for private use, a different one for each key.
    guard let stranger = Unicode.Scalar(0xF_0000 + UInt32(hidden.count)) else { return }
    text.unicodeScalars.replaceSubrange(letter...letter, with: CollectionOfOne(stranger))
    hidden[place] = key
  }

  /// The key as it was written.
  func restored(_ key: YAMLTree) -> YAMLTree {
    guard let original = hidden[Place(line: key.line, column: key.column)] else { return key }
    return YAMLTree(
      line: key.line, column: key.column, content: .scalar(YAMLScalar(quoted: original)))
  }

  /// The first letter of the key at that place, with or without quotes; nil if there is a tag
  /// before it or an escape in it, which profiles do not have.
  private func firstLetter(of key: String, line: Int, column: Int) -> String.Index? {
    guard var index = TextPlaces.index(line: line, column: column, in: text),
      let letter = key.unicodeScalars.first
    else { return nil }
    if text.unicodeScalars[index] == "\"" || text.unicodeScalars[index] == "'" {
      text.unicodeScalars.formIndex(after: &index)
    }
    guard index < text.endIndex, text.unicodeScalars[index] == letter else { return nil }
    return index
  }
}
