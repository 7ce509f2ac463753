import MasteringModel

/// Files that are not audio but are often called so: what a shop or a server sent instead.
enum OtherFile {
  /// What begins at an offset, as in "is …, not audio"; nil for anything else.
  ///
  /// - Throws: ``AudioFailure/unreadable(path:reason:)``
  static func name(
    _ reader: inout BlockReader, at offset: Int64
  ) throws(AudioFailure) -> String? {
    let bytes = try reader.bytes(tarHeaderByteCount, at: offset)
    if let name = signatures.first(where: { bytes.starts(with: $0.bytes) })?.name { return name }
    if isTar(bytes) { return "a TAR archive" }
    if bytes.hasText("RIFF", at: 0), bytes.hasText("WEBP", at: 8) { return "a WebP picture" }
    let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
    let start = text.drop { $0 == 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }
    let head = String(decoding: start.prefix(32), as: UTF8.self).lowercased()
    if head.hasPrefix("<!doctype html") || head.hasPrefix("<html") { return "a web page" }
    return head.hasPrefix("<?xml") ? "an XML document" : nil
  }

  private static let tarHeaderByteCount = 512

  /// Whether these are the header of a tar archive of any age: its bytes add up to the number in it,
  /// which itself counts as spaces.
  ///
  /// Source: POSIX.1, pax, ustar interchange format.
  private static func isTar(_ bytes: [UInt8]) -> Bool {
    guard bytes.count == tarHeaderByteCount else { return false }
    let field = 148..<156
    let digits = bytes[field].drop { $0 == 0x20 }.prefix { (0x30...0x37).contains($0) }
    guard !digits.isEmpty else { return false }
    let stated = digits.reduce(0) { $0 * 8 + Int($1 - 0x30) }
    let others = bytes.indices.reduce(0) { $0 + (field.contains($1) ? 0x20 : Int(bytes[$1])) }
    return stated == others
  }

  private static let signatures: [(bytes: [UInt8], name: String)] = [
    (Array("PK\u{3}\u{4}".utf8), "a ZIP archive"),
    (Array("Rar!".utf8), "a RAR archive"),
    ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "a 7-Zip archive"),
    ([0x1F, 0x8B, 0x08], "a gzip archive"),
    (Array("BZh".utf8), "a bzip2 archive"),
    ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], "an XZ archive"),
    ([0x28, 0xB5, 0x2F, 0xFD], "a Zstandard archive"),
    (Array("MSCF".utf8), "a cabinet archive"),
    (Array("!<arch>\n".utf8), "an ar archive or Debian package"),
    (Array("SQLite format 3\0".utf8), "an SQLite database"),
    ([0xFF, 0xD8, 0xFF], "a JPEG picture"),
    ([0x89, 0x50, 0x4E, 0x47], "a PNG picture"),
    (Array("GIF8".utf8), "a GIF picture"),
    ([0x49, 0x49, 0x2A, 0x00], "a TIFF picture"),
    ([0x4D, 0x4D, 0x00, 0x2A], "a TIFF picture"),
    (Array("%PDF-".utf8), "a PDF document"),
    (Array("%!PS".utf8), "a PostScript document"),
    (Array("{\\rtf".utf8), "an RTF document"),
    (
      [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1],
      "an OLE file, such as an old Office document"
    ),
    (Array("MThd".utf8), "a MIDI file"),
  ]
}
