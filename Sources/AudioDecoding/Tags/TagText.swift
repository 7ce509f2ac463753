/// Bytes of a tag → text.
enum TagText {
  /// The text of bytes whose encoding is undefined or often violated: UTF-8 if they are valid
  /// UTF-8, Windows-1252 if they may be that, and otherwise none: texts in Cyrillic, Chinese or
  /// Japanese encodings cannot be distinguished reliably, and are not guessed.
  ///
  /// In formats with "ISO 8859-1" or no defined encoding, programs wrote the encoding of their
  /// machine, and many now write UTF-8. Western text is hardly ever valid UTF-8 by accident,
  /// because each accented letter would have to be followed by certain symbols.
  static func ofUnknownEncoding(_ bytes: some Collection<UInt8>) -> String {
    ofUTF8OrNothing(bytes) ?? ofWindows1252OrNothing(bytes) ?? ""
  }

  /// The texts of one tag, whose encoding is undefined or often violated. A program wrote all of them in
  /// one encoding, so where one is in an unknown encoding, only those in UTF-8 are read: a short
  /// Chinese name can look Western, but hardly a whole tag.
  ///
  /// A field that is nil has another, known encoding, or is not there; it has no text here.
  static func ofUnknownEncoding(together fields: [[UInt8]?]) -> [String?] {
    let known = fields.map { $0.flatMap { ofUTF8OrNothing($0) } }
    let western = fields.map { $0.flatMap { ofWindows1252OrNothing($0) } }
    let isWestern = fields.indices.allSatisfy { index in
      fields[index] == nil || known[index] != nil || western[index] != nil
    }
    return fields.indices.map { known[$0] ?? (isWestern ? western[$0] : nil) }
  }

  private static func ofUTF8OrNothing(_ bytes: some Collection<UInt8>) -> String? {
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    // A field of fixed length can end within a character. The text before has to contain other such
    // characters, because `é` at the end of a Latin text looks like the first half of one.
    for count in 1...3 {
      let whole = bytes.dropLast(count)
      if whole.contains(where: { $0 >= 0x80 }),
        bytes.suffix(count).first.map({ $0 >= 0xC2 }) == true,
        let text = String(validating: whole, as: UTF8.self)
      {
        return text
      }
    }
    return nil
  }

  private static func ofWindows1252OrNothing(_ bytes: some Collection<UInt8>) -> String? {
    guard isWestern(bytes) else { return nil }
    var text = String.UnicodeScalarView()
    for byte in bytes { text.append(windows1252(byte)) }
    return String(text)
  }

  /// Whether bytes may be a Western text in Windows-1252: no three accented letters in a row,
  /// hardly any unassigned codes or symbols that are never used, or symbols right before a letter,
  /// plain letters among the others, and no sign of Japanese.
  private static func isWestern(_ bytes: some Collection<UInt8>) -> Bool {
    guard !isJapanese(bytes), !isOfPairsAlone(bytes), !isOfSymbolsAlone(bytes) else { return false }
    var row = 0
    var odd = 0
    var last: UInt8 = 0
    for byte in bytes {
      row = byte >= 0x80 && !punctuation.contains(byte) ? row + 1 : 0
      // The low quotation mark is half of most characters in a Japanese encoding.
      if oddities.contains(byte) || last == 0x82 && byte >= 0x80 { odd += 1 }
      if symbols.contains(last), isLetter(byte) { odd += 1 }
      last = byte
      if row == 3 || odd == 2 { return false }
    }
    return true
  }

  /// Whether bytes are several symbols that no text has without a letter or digit.
  private static func isOfSymbolsAlone(_ bytes: some Collection<UInt8>) -> Bool {
    !bytes.contains { isLetter($0) || (0x30...0x39).contains($0) }
      && bytes.count { $0 >= 0x80 && !punctuation.contains($0) } > 1
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x41...0x5A, 0x61...0x7A, 0xC0...0xD6, 0xD8...0xF6, 0xF8...0xFF: true
    default: false
    }
  }

  /// `¢ £ ¤ ¥ ¦ § ¨ ª ¬ ¯ ± ² ³ µ ¶ ¸ ¹ º ¼ ½ ¾ × ÷`, which end a word if they are in one.
  private static let symbols: Set<UInt8> = [
    0xA2, 0xA3, 0xA4, 0xA5, 0xA6, 0xA7, 0xA8, 0xAA, 0xAC, 0xAF, 0xB1, 0xB2, 0xB3, 0xB5, 0xB6, 0xB8,
    0xB9, 0xBA, 0xBC, 0xBD, 0xBE, 0xD7, 0xF7,
  ]

  /// Whether bytes are valid Shift JIS (JIS X 0208, annex 1), with characters whose first byte in a
  /// Western text would be a quotation mark, dash or similar before an accented letter: two of
  /// them, or one if such a quotation mark would remain open.
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

  /// Whether bytes are two-byte characters, all above ASCII, without an ASCII letter or digit, like
  /// a word in Chinese. No Western word is, except a few of two letters.
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

  /// `€ ‚ „ … ‘ ’ “ ” • – — ™ ¡ § © « ® ° ´ · » ¿` and the no-break space.
  private static let punctuation: Set<UInt8> = [
    0x80, 0x82, 0x84, 0x85, 0x91, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97, 0x99, 0xA0, 0xA1, 0xA7, 0xA9,
    0xAB, 0xAE, 0xB0, 0xB4, 0xB7, 0xBB, 0xBF,
  ]

  /// The unassigned codes, and `ƒ † ‡ ˆ ‰ ‹ ˜ ›`.
  private static let oddities: Set<UInt8> = [
    0x81, 0x83, 0x86, 0x87, 0x88, 0x89, 0x8B, 0x8D, 0x8F, 0x90, 0x98, 0x9B, 0x9D,
  ]

  /// The text of bytes that are UTF-8 by definition of the format; invalid bytes become U+FFFD.
  static func ofUTF8(_ bytes: some Collection<UInt8>) -> String {
    String(decoding: bytes, as: UTF8.self)
  }

  /// The text of UTF-16 bytes; invalid ones become U+FFFD. A byte order mark determines the order;
  /// without one, the given order applies.
  static func ofUTF16(_ bytes: [UInt8], _ order: ByteOrder) -> String {
    var units = stride(from: 0, to: bytes.count - 1, by: 2).map { index in
      let pair = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
      return order == .big ? pair.0 << 8 | pair.1 : pair.1 << 8 | pair.0
    }
    if units.first == 0xFFFE { units = units.map(\.byteSwapped) }
    if units.first == 0xFEFF { units.removeFirst() }
    return String(decoding: units, as: UTF16.self)
  }

  /// A character of Windows-1252, which is ISO 8859-1 except for 32 codes with symbols instead of
  /// control characters, five of them unassigned.
  private static func windows1252(_ byte: UInt8) -> Unicode.Scalar {
    guard (0x80..<0xA0).contains(byte) else { return Unicode.Scalar(byte) }
    return signs[Int(byte) - 0x80]
  }

  private static let signs = Array(
    """
    €\u{FFFD}‚ƒ„…†‡ˆ‰Š‹Œ\u{FFFD}Ž\u{FFFD}\u{FFFD}‘’“”•–—˜™š›œ\u{FFFD}žŸ
    """.unicodeScalars)
}
