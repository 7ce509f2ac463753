import MasteringModel

/// One piece of an ID3v2 tag: a name, a length, flags in later versions, and the content.
struct ID3v2Frame: Sendable, Hashable {
  /// Its name, of three or four characters.
  let id: [UInt8]
  /// Where the next frame starts in the body.
  let end: Int64
  private let contentStart: Int64
  /// The second byte of flags; 0 in the version without flags.
  private let flags: UInt8
  private let version: ID3v2Version

  /// The frame at an offset in the body; nil at the end of the frames, or if padding begins there.
  ///
  /// - Throws: ``AudioFailure/unreadable(path:reason:)``
  init?(at offset: Int64, in body: inout ID3v2Body, _ version: ID3v2Version) throws(AudioFailure) {
    let header = try body.bytes(version.frameHeaderByteCount, at: offset)
    guard header.count == version.frameHeaderByteCount, Self.isID(header, version) else {
      return nil
    }
    id = Array(header[..<version.idByteCount])
    self.version = version
    flags = version == .minor2 ? 0 : header[9]
    contentStart = offset + Int64(version.frameHeaderByteCount)
    let length = Array(header[version.idByteCount..<(version.idByteCount * 2)])
    end =
      contentStart
      + (try Self.byteCount(length, from: contentStart, in: &body, version))
  }

  /// Its text, the first if there are several; nil if it has none.
  ///
  /// - Parameter isUnsynchronised: whether the tag declares that for all its frames.
  /// - Throws: ``AudioFailure/unreadable(path:reason:)``
  func text(
    in body: inout ID3v2Body, isUnsynchronised: Bool
  ) throws(AudioFailure) -> ID3v2Text? {
    // The parts before the content, by the flags of each version.
    let (isPacked, hasGroup, hasLength, isOwnUnsynchronised) =
      switch version {
      case .minor2: (false, false, false, false)
      case .minor3: (flags & 0xC0 != 0, flags & 0x20 != 0, false, false)
      case .minor4:
        (flags & 0x0C != 0, flags & 0x40 != 0, flags & 0x01 != 0, flags & 0x02 != 0)
      }
    // Compressed or encrypted, which no program does with a title.
    guard !isPacked else { return nil }
    let start = contentStart + (hasGroup ? 1 : 0) + (hasLength ? 4 : 0)
    guard start < end else { return nil }
    // Four times what is kept, because characters can take two bytes and parts are removed.
    let count = min(end - start, Int64(4 * TrackTags.longestTextByteCount))
    var content = try body.bytes(Int(count), at: start)
    if isUnsynchronised || isOwnUnsynchronised { content = ID3v2.resynchronised(content) }
    return Self.text(content)
  }

  /// The first text that is not empty, after a byte for the encoding.
  private static func text(_ content: [UInt8]) -> ID3v2Text? {
    guard let encoding = content.first else { return nil }
    let bytes = Array(content.dropFirst())
    let text: String
    switch encoding {
    case 0: return bytes.split(separator: 0).first.map { .ofUnknownEncoding(Array($0)) }
    // With a byte order mark; texts without one are from little-endian machines.
    case 1: text = TagText.ofUTF16(bytes, .little)
    case 2: text = TagText.ofUTF16(bytes, .big)
    case 3: text = TagText.ofUTF8(bytes)
    default: return nil
    }
    return text.unicodeScalars.split(separator: "\0").first.map { .known(String($0)) }
  }

  /// The length of the content. Widespread programs wrote the lengths of version 2.4 as in 2.3, so
  /// if the two differ, what follows decides.
  private static func byteCount(
    _ length: [UInt8], from start: Int64, in body: inout ID3v2Body, _ version: ID3v2Version
  ) throws(AudioFailure) -> Int64 {
    let plain = length.reduce(Int64(0)) { $0 << 8 | Int64($1) }
    guard version == .minor4, let byteCount = version.number(length) else { return plain }
    if byteCount != plain, try !isBorder(start + byteCount, in: &body, version),
      try isBorder(start + plain, in: &body, version)
    {
      return plain
    }
    return byteCount
  }

  /// Whether there is a frame, padding or the end of the tag at an offset.
  private static func isBorder(
    _ offset: Int64, in body: inout ID3v2Body, _ version: ID3v2Version
  ) throws(AudioFailure) -> Bool {
    if offset == body.byteCount { return true }
    let bytes = try body.bytes(version.idByteCount, at: offset)
    return bytes.count == version.idByteCount
      && (isID(bytes, version) || bytes.allSatisfy { $0 == 0 })
  }

  private static func isID(_ bytes: [UInt8], _ version: ID3v2Version) -> Bool {
    bytes[..<version.idByteCount].allSatisfy { byte in
      (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
        || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
  }
}

/// What a frame holds.
enum ID3v2Text: Sendable, Hashable {
  /// A text whose encoding the frame states, and programs keep to.
  case known(String)
  /// The bytes of a text that should be ISO 8859-1, and is in whatever encoding a program used.
  case ofUnknownEncoding([UInt8])
}
