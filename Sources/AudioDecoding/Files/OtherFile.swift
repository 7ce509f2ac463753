/// Files that are not audio but are often called so: what a shop or a server sent instead.
enum OtherFile {
  /// What begins with these bytes, as in "is …, not audio"; nil for anything else.
  static func name(firstBytes bytes: [UInt8]) -> String? {
    if let name = signatures.first(where: { bytes.starts(with: $0.bytes) })?.name { return name }
    let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
    let start = text.drop { $0 == 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }
    let head = String(decoding: start.prefix(32), as: UTF8.self).lowercased()
    return head.hasPrefix("<!doctype html") || head.hasPrefix("<html") ? "a web page" : nil
  }

  private static let signatures: [(bytes: [UInt8], name: String)] = [
    (Array("PK\u{3}\u{4}".utf8), "a ZIP archive"),
    (Array("Rar!".utf8), "a RAR archive"),
    ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "a 7-Zip archive"),
    ([0x1F, 0x8B, 0x08], "a gzip archive"),
    ([0xFF, 0xD8, 0xFF], "a JPEG picture"),
    ([0x89, 0x50, 0x4E, 0x47], "a PNG picture"),
    (Array("%PDF-".utf8), "a PDF document"),
    (Array("MThd".utf8), "a MIDI file"),
  ]
}
