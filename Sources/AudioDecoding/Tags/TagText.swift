/// Bytes of a tag → text.
enum TagText {
  /// The text of bytes whose encoding is not written down, or was not kept to: UTF-8 where
  /// they are UTF-8, Windows-1252 where they may be that, and none otherwise: of texts in Cyrillic,
  /// Chinese or Japanese encodings, which cannot be told from one another for sure, nothing is made up.
  ///
  /// The formats that say "ISO 8859-1" or nothing were filled by programs in the encoding of their
  /// machine, and today by many in UTF-8. Western text is hardly ever UTF-8 by accident, as each
  /// accented letter would have to be followed by certain signs.
  static func ofUnknownEncoding(_ bytes: some Collection<UInt8>) -> String {
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    // A field of fixed length can end amid a character. What stands before has to have other such
    // characters, for `é` at the end of a Latin text looks like the first half of one.
    for count in 1...3 {
      let whole = bytes.dropLast(count)
      if whole.contains(where: { $0 >= 0x80 }),
        bytes.suffix(count).first.map({ $0 >= 0xC2 }) == true,
        let text = String(validating: whole, as: UTF8.self)
      {
        return text
      }
    }
    guard isWestern(bytes) else { return "" }
    var text = String.UnicodeScalarView()
    for byte in bytes { text.append(windows1252(byte)) }
    return String(text)
  }

  /// Whether bytes may be a Western text in Windows-1252: no three letters with accents stand in a row,
  /// hardly any of the places is used that are empty or hold signs that are never written, there are plain
  /// letters beside the others, and it is not Japanese by the look of it.
  private static func isWestern(_ bytes: some Collection<UInt8>) -> Bool {
    guard !isJapanese(bytes), !isOfPairsAlone(bytes) else { return false }
    var row = 0
    var odd = 0
    var last: UInt8 = 0
    for byte in bytes {
      row = byte >= 0x80 && !punctuation.contains(byte) ? row + 1 : 0
      // The low quotation mark is half of most signs in a Japanese encoding.
      if oddities.contains(byte) || last == 0x82 && byte >= 0x80 { odd += 1 }
      last = byte
      if row == 3 || odd == 2 { return false }
    }
    return true
  }

  /// Whether bytes are Shift JIS (JIS X 0208, annex 1) from end to end, with signs in it of which the first
  /// byte would be a quotation mark, a dash or the like before an accented letter in a Western text: two of
  /// them, or one where such a quotation mark would stay open.
  private static func isJapanese(_ bytes: some Collection<UInt8>) -> Bool {
    var lead: UInt8?
    var pairs = 0
    var quotes = 0
    for byte in bytes {
      if let first = lead {
        guard (0x40...0xFC).contains(byte), byte != 0x7F else { return false }
        if first < 0xA0, byte >= 0x80 { pairs += 1 }
        if first == 0x93 { quotes += 1 }
        lead = nil
      } else if (0x81...0x9F).contains(byte) || (0xE0...0xFC).contains(byte) {
        lead = byte
      } else if byte == 0x80 || byte == 0xA0 || byte >= 0xFD {
        return false
      }
    }
    return lead == nil && (pairs > 1 || pairs == 1 && quotes == 1)
  }

  /// Whether bytes are signs of two bytes, all of them above ASCII, without a letter or digit of ASCII, as
  /// a word in Chinese. No Western word but a few of two letters is.
  private static func isOfPairsAlone(_ bytes: some Collection<UInt8>) -> Bool {
    var row = 0
    var hasPair = false
    for byte in bytes {
      switch byte {
      case 0x81...0xFE: row += 1
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: return false
      default:
        guard row.isMultiple(of: 2) else { return false }
        hasPair = hasPair || row > 0
        row = 0
      }
    }
    return row.isMultiple(of: 2) && (hasPair || row > 0)
  }

  /// `€ ‚ „ … ‘ ’ “ ” • – — ™ ¡ § © « ® ° ´ · » ¿` and the blank that does not break.
  private static let punctuation: Set<UInt8> = [
    0x80, 0x82, 0x84, 0x85, 0x91, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97, 0x99, 0xA0, 0xA1, 0xA7, 0xA9,
    0xAB, 0xAE, 0xB0, 0xB4, 0xB7, 0xBB, 0xBF,
  ]

  /// The empty places, and `ƒ † ‡ ˆ ‰ ‹ ˜ ›`.
  private static let oddities: Set<UInt8> = [
    0x81, 0x83, 0x86, 0x87, 0x88, 0x89, 0x8B, 0x8D, 0x8F, 0x90, 0x98, 0x9B, 0x9D,
  ]

  /// The text of bytes that are UTF-8 by the format's rule; what is not is replaced by U+FFFD.
  static func ofUTF8(_ bytes: some Collection<UInt8>) -> String {
    String(decoding: bytes, as: UTF8.self)
  }

  /// The text of pairs of bytes; what is not UTF-16 is replaced by U+FFFD. A mark at the start says
  /// the order of bytes; where there is none, the given one holds.
  static func ofUTF16(_ bytes: [UInt8], _ order: ByteOrder) -> String {
    var units = stride(from: 0, to: bytes.count - 1, by: 2).map { index in
      let pair = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
      return order == .big ? pair.0 << 8 | pair.1 : pair.1 << 8 | pair.0
    }
    if units.first == 0xFFFE { units = units.map(\.byteSwapped) }
    if units.first == 0xFEFF { units.removeFirst() }
    return String(decoding: units, as: UTF16.self)
  }

  /// A character of Windows-1252, which is ISO 8859-1 but for 32 places that hold signs instead of
  /// control characters. Five of those are empty.
  private static func windows1252(_ byte: UInt8) -> Unicode.Scalar {
    guard (0x80..<0xA0).contains(byte) else { return Unicode.Scalar(byte) }
    return signs[Int(byte) - 0x80]
  }

  private static let signs = Array(
    """
    €\u{FFFD}‚ƒ„…†‡ˆ‰Š‹Œ\u{FFFD}Ž\u{FFFD}\u{FFFD}‘’“”•–—˜™š›œ\u{FFFD}žŸ
    """.unicodeScalars)
}
