/// Counts the keys of a YAML text that are marked by a question mark (`? key`), before it is
/// parsed.
///
/// Such a key can be a whole document, and the parser goes through all of it to compare it with
/// its neighbours; a thousand of them in each other make a mebibyte take minutes. Other keys are
/// at most 1,024 letters long. It works on the bytes: some question marks in texts are counted
/// too, but none that marks a key is missed.
enum ExplicitKeyGuard {
  /// How many there may be. A profile needs none.
  static let limit = 16

  /// The offset in bytes of the first one too many.
  static func firstExcess(in text: String) -> Int? {
    var text = text
    return text.withUTF8 { bytes in
      var count = 0
      // Whether a key can begin here: at the start of a line, or after an indicator and blanks.
      var mayBegin = true
      for index in bytes.indices {
        switch bytes[index] {
        case UInt8(ascii: "?"):
          count += mayBegin ? 1 : 0
          if count > limit { return index }
          mayBegin = true
        case UInt8(ascii: " "), UInt8(ascii: "\t"): break
        case UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "{"), UInt8(ascii: "["),
          UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "-"):
          mayBegin = true
        // The last bytes of the other line breaks: U+0085, U+2028, U+2029.
        case 0x85, 0xA8, 0xA9: mayBegin = true
        default: mayBegin = false
        }
      }
      return nil
    }
  }
}
