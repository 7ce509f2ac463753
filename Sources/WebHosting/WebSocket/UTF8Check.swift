/// Finds the first byte that cannot belong to UTF-8 (RFC 3629), over a text that comes in pieces.
struct UTF8Check: Sendable {
  /// How many bytes of the character under way are to come.
  private var missing = 0
  /// What the next of them may be: narrower after a first byte that would else allow an overlong
  /// form, a surrogate, or a number beyond U+10FFFF.
  private var next: ClosedRange<UInt8> = 0x80...0xbf

  /// Whether the text could end here.
  var isComplete: Bool { missing == 0 }

  /// Takes in a piece.
  ///
  /// - Returns: whether it can be UTF-8 so far.
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
