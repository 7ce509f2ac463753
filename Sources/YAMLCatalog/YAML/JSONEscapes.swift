import StrictJSON

/// Converts the one thing in JSON that is not YAML: a character beyond U+FFFF escaped as a
/// surrogate pair.
///
/// Many programs escape everything but ASCII, 🎸 as `\ud83c\udfb8`; YAML has `\U0001F3B8` for it and
/// refuses the halves. Used only for JSON, where backslashes occur only in double quotes.
enum JSONEscapes {
  /// Whether a text is JSON, whatever the name of its file.
  static func isJSON(_ text: String) -> Bool {
    let start = text.utf8.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
    guard start == UInt8(ascii: "{") || start == UInt8(ascii: "[") else { return false }
    return (try? JSON.parse(text)) != nil
  }

  static func joined(_ text: String) -> String {
    var joined: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.first {
      guard byte == UInt8(ascii: "\\") else {
        joined.append(byte)
        rest.removeFirst()
        continue
      }
      if let high = half(at: rest, in: 0xD800...0xDBFF),
        let low = half(at: rest.dropFirst(6), in: 0xDC00...0xDFFF)
      {
        let code = 0x10000 + (high - 0xD800) << 10 + (low - 0xDC00)
        let digits = String(code, radix: 16)
        joined += Array("\\U\(String(repeating: "0", count: 8 - digits.count))\(digits)".utf8)
        rest = rest.dropFirst(12)
      } else {
        // Both characters of the escape, so that an escaped backslash does not escape what follows.
        joined += rest.prefix(2)
        rest = rest.dropFirst(2)
      }
    }
    return String(decoding: joined, as: UTF8.self)
  }

  /// The number of an escape `\uXXXX` at the start of the bytes, if it is in the range.
  private static func half(at bytes: ArraySlice<UInt8>, in range: ClosedRange<Int>) -> Int? {
    let escape = Array(bytes.prefix(6))
    guard escape.count == 6, escape[0] == UInt8(ascii: "\\"), escape[1] == UInt8(ascii: "u"),
      let number = Int(String(decoding: escape[2...], as: UTF8.self), radix: 16),
      range.contains(number)
    else { return nil }
    return number
  }
}
