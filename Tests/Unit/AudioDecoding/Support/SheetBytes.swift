/// FLAC files that contain a cue sheet, built from RFC 9639.
enum SheetBytes {
  /// A file with a metadata block inserted after the first one, STREAMINFO.
  static func inserting(_ kind: UInt8, _ body: [UInt8], in flac: [UInt8]) -> [UInt8] {
    var head = Array(flac[..<42])
    let wasLast = head[4] & 0x80 != 0
    head[4] &= 0x7F
    let length = big(body.count).suffix(3)
    return head + [kind | (wasLast ? 0x80 : 0)] + length + body + flac[42...]
  }

  /// A comment block, each entry as `NAME=value`.
  static func comments(_ comments: [String]) -> [UInt8] {
    let vendor = Array("test".utf8)
    return little(vendor.count) + vendor + little(comments.count)
      + comments.flatMap { little($0.utf8.count) + Array($0.utf8) }
  }

  /// A CUESHEET block: track numbers with positions in samples, and the end of the last track.
  static func sheet(_ tracks: [(number: UInt8, start: Int)], end: Int) -> [UInt8] {
    let head = [UInt8](repeating: 0, count: 128 + 8) + [0x80] + [UInt8](repeating: 0, count: 258)
    let bodies = tracks.map { track(number: $0.number, start: $0.start) + [1] + index1 }
    return head + [UInt8(tracks.count + 1)] + Array(bodies.joined())
      + track(number: 0xAA, start: end) + [0]
  }

  private static let index1: [UInt8] = big(0) + [1, 0, 0, 0]

  private static func track(number: UInt8, start: Int) -> [UInt8] {
    big(start) + [number] + [UInt8](repeating: 0, count: 12 + 1 + 13)
  }

  private static func little(_ number: Int) -> [UInt8] {
    (0..<4).map { UInt8(number >> ($0 * 8) & 0xFF) }
  }

  private static func big(_ number: Int) -> [UInt8] {
    (0..<8).reversed().map { UInt8(number >> ($0 * 8) & 0xFF) }
  }
}
