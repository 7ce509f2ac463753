/// ID3 tags, built byte by byte from their specifications.
enum ID3Bytes {
  /// The header and the body of a tag.
  static func tag(version: UInt8, flags: UInt8 = 0, _ body: [UInt8]) -> [UInt8] {
    Array("ID3".utf8) + [version, 0, flags] + syncsafe(body.count) + body
  }

  /// A frame of version 2.2, 2.3 or 2.4.
  static func frame(
    _ id: String, _ content: [UInt8], version: UInt8, flags: UInt8 = 0
  ) -> [UInt8] {
    let name = Array(id.utf8)
    switch version {
    case 2: return name + big(content.count).dropFirst() + content
    case 3: return name + big(content.count) + [0, flags] + content
    default: return name + syncsafe(content.count) + [0, flags] + content
    }
  }

  /// A tag of three text frames.
  static func tag(
    version: UInt8, title: [UInt8], artist: [UInt8], album: [UInt8]
  ) -> [UInt8] {
    let ids = version == 2 ? ["TT2", "TP1", "TAL"] : ["TIT2", "TPE1", "TALB"]
    return tag(
      version: version,
      zip(ids, [title, artist, album]).flatMap { frame($0, $1, version: version) })
  }

  /// The content of a text frame, beginning with its encoding.
  static func latin1(_ text: String) -> [UInt8] {
    [0] + text.unicodeScalars.map { UInt8($0.value) }
  }
  static func utf16(_ text: String, littleEndian: Bool = true) -> [UInt8] {
    let units = [0xFEFF] + Array(text.utf16)
    return [1] + units.flatMap { littleEndian ? bytes($0).reversed() : bytes($0) }
  }
  static func utf16BigEndian(_ text: String) -> [UInt8] { [2] + text.utf16.flatMap(bytes) }
  static func utf8(_ text: String) -> [UInt8] { [3] + Array(text.utf8) }

  /// The 128-byte tag at the end.
  static func v1(title: [UInt8], artist: [UInt8], album: [UInt8], padding: UInt8 = 0) -> [UInt8] {
    let fields = [title, artist, album].flatMap { field in
      field + [UInt8](repeating: padding, count: 30 - field.count)
    }
    return Array("TAG".utf8) + fields + [UInt8](repeating: 0, count: 35)
  }

  /// Inserts a zero after each byte of 255.
  static func unsynchronised(_ bytes: [UInt8]) -> [UInt8] {
    bytes.flatMap { $0 == 0xFF ? [0xFF, 0] : [$0] }
  }

  /// A number in four bytes, most significant first.
  static func big(_ number: Int) -> [UInt8] {
    (0..<4).reversed().map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
  }

  /// A number in four bytes of seven bits each.
  static func syncsafe(_ number: Int) -> [UInt8] {
    (0..<4).reversed().map { UInt8(number >> ($0 * 7) & 0x7F) }
  }

  private static func bytes(_ unit: UInt16) -> [UInt8] {
    [UInt8(unit >> 8), UInt8(truncatingIfNeeded: unit)]
  }
}
