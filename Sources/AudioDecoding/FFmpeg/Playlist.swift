import MasteringModel

/// Lists of other files, which FFmpeg would open.
enum Playlist {
  /// The kind of playlist that begins with these bytes; nil for other files.
  static func name(firstBytes bytes: [UInt8]) -> String? {
    // A byte order mark and blank lines may come first.
    let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
    let start = Array(text.drop { $0 == 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 })
    if start.hasText("#EXTM3U", at: 0) {
      let head = String(decoding: start.prefix(4096), as: UTF8.self)
      return head.contains("#EXT-X-") ? "an HLS playlist" : "an M3U playlist"
    }
    if start.hasText("ffconcat version", at: 0) { return "an ffconcat list" }
    if start.hasText("[playlist]", at: 0) { return "a PLS playlist" }
    let head = String(decoding: start.prefix(512), as: UTF8.self)
    if head.hasPrefix("<"), head.contains("<MPD") { return "a DASH manifest" }
    if head.hasPrefix("<"), head.contains("<playlist") { return "an XSPF playlist" }
    if head.hasPrefix("FILE \""), head.contains("TRACK ") { return "a CUE sheet" }
    return nil
  }
}
