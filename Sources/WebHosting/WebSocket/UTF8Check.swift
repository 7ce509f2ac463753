/// Finds the first byte that is not valid UTF-8 (RFC 3629) in a text that arrives in pieces.
struct UTF8Check: Sendable {
  /// How many bytes of the current character are missing.
  private var missing = 0
  /// The valid range of the next one: narrower after a first byte that would otherwise allow an
  /// overlong form, a surrogate, or a number beyond U+10FFFF.
  private var next: ClosedRange<UInt8> = 0x80...0xbf

  /// Whether the text could end here.
  var isComplete: Bool { missing == 0 }

  /// Processes a piece.
  ///
  /// - Returns: whether the text so far can be UTF-8.
  mutating func takes(_ bytes: some Sequence<UInt8>) -> Bool {
    for byte in bytes {
      if missing > 0 {
        guard next.contains(byte) else { return false }
        missing -= 1
        next = 0x80...0xbf
        continue
      }
      switch byte {
      case 0x00...0x7f: break
      case 0xc2...0xdf: missing = 1
      case 0xe0: (missing, next) = (2, 0xa0...0xbf)
      case 0xed: (missing, next) = (2, 0x80...0x9f)
      case 0xe1...0xef: missing = 2
      case 0xf0: (missing, next) = (3, 0x90...0xbf)
      case 0xf4: (missing, next) = (3, 0x80...0x8f)
      case 0xf1...0xf3: missing = 3
      default: return false
      }
    }
    return true
  }
}
