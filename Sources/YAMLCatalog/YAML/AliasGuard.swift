/// Finds the aliases of a YAML text before it is parsed.
///
/// Nine lines of aliases can expand to a billion values, and comparing two keys of such a mapping
/// visits them all, so this must run before the parser composes anything. It works on bytes: an
/// alias is `*name` where a value can begin, with `&name` somewhere before it. A quoted text with
/// both also counts as an alias, which does little harm; none is missed.
enum AliasGuard {
  /// The first alias: its name, and the offset of its `*` in bytes.
  static func firstAlias(in text: String) -> (name: String, byteOffset: Int)? {
    var text = text
    return text.withUTF8 { bytes in
      var anchors: Set<Substring> = []
      for index in bytes.indices {
        let byte = bytes[index]
        guard byte == UInt8(ascii: "&") || byte == UInt8(ascii: "*") else { continue }
        // A value begins after a space, a line break or an indicator, never after a letter.
        if index > 0, isLetterOrDigit(bytes[index - 1]) { continue }
        let name = bytes[(index + 1)...].prefix { isNameByte($0) }
        if name.isEmpty { continue }
        let key = Substring(decoding: name, as: UTF8.self)
        if byte == UInt8(ascii: "&") {
          anchors.insert(key)
        } else if anchors.contains(key) {
          return (String(key), index)
        }
      }
      return nil
    }
  }

  /// Whether a text would look like an alias if written without quotes.
  static func looksLikeAlias(_ text: String) -> Bool {
    var previous: UInt8 = 0
    var isStarted = false
    for byte in text.utf8 {
      if isStarted, isNameByte(byte) { return true }
      isStarted = byte == UInt8(ascii: "*") && !isLetterOrDigit(previous)
      previous = byte
    }
    return false
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: false
    }
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    isLetterOrDigit(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
  }
}
