import Testing

/// The bytes of MP4 files.
enum MP4Bytes {
  /// Adds iTunes' comment about encoder padding to a file whose metadata boxes come last.
  static func inserting(iTunSMPB text: String, in bytes: [UInt8]) throws -> [UInt8] {
    func box(_ kind: String, _ body: [UInt8]) -> [UInt8] {
      number(8 + body.count) + Array(kind.utf8) + body
    }
    let flags: [UInt8] = [0, 0, 0, 0]
    let comment = box(
      "----",
      box("mean", flags + Array("com.apple.iTunes".utf8))
        + box("name", flags + Array("iTunSMPB".utf8))
        + box("data", [0, 0, 0, 1] + flags + Array(text.utf8)))
    var changed = bytes
    var place = 0
    for kind in ["moov", "udta", "meta", "ilst"] {
      place = try #require(
        (place..<(bytes.count - 4)).first { bytes[$0..<($0 + 4)].elementsEqual(kind.utf8) },
        "no \(kind)")
      let size = bytes[(place - 4)..<place].reduce(0) { $0 << 8 | Int($1) }
      changed.replaceSubrange((place - 4)..<place, with: number(size + comment.count))
      place += 4
    }
    changed.insert(contentsOf: comment, at: place)
    return changed
  }

  private static func number(_ number: Int) -> [UInt8] {
    (0..<4).reversed().map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }
}
