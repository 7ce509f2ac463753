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
    return try inserting(comment, in: ["moov", "udta", "meta", "ilst"], of: bytes)
  }

  /// Makes a reference to another file of a file's only one to itself, whose index comes last.
  static func referring(to name: String, in bytes: [UInt8]) throws -> [UInt8] {
    var changed = bytes
    let path = ["moov", "trak", "mdia", "minf", "dinf", "dref"]
    let list = try #require(bytes.firstRange(of: Array("dref".utf8)))
    // After a version, flags and a count: length, name, and flags of the only entry.
    let entry = list.upperBound + 8
    changed.replaceSubrange((entry + 4)..<(entry + 12), with: Array("url ".utf8) + [0, 0, 0, 0])
    let text = Array(name.utf8) + [0]
    changed = try inserting(text, in: path, of: changed, at: entry + 12)
    changed.replaceSubrange(entry..<(entry + 4), with: number(12 + text.count))
    return changed
  }

  /// Takes the mark of this file from a file's only reference, as some programs leave it out.
  static func unmarkingReference(in bytes: [UInt8]) throws -> [UInt8] {
    var changed = bytes
    let list = try #require(bytes.firstRange(of: Array("dref".utf8)))
    let entry = list.upperBound + 8
    changed.replaceSubrange((entry + 8)..<(entry + 12), with: [0, 0, 0, 0])
    return changed
  }

  /// Adds bytes at the start of a box, or at another place in it.
  private static func inserting(
    _ content: [UInt8], in path: [String], of bytes: [UInt8], at index: Int? = nil
  ) throws -> [UInt8] {
    var changed = bytes
    var place = 0
    for kind in path {
      place = try #require(
        (place..<(bytes.count - 4)).first { bytes[$0..<($0 + 4)].elementsEqual(kind.utf8) },
        "no \(kind)")
      let size = bytes[(place - 4)..<place].reduce(0) { $0 << 8 | Int($1) }
      changed.replaceSubrange((place - 4)..<place, with: number(size + content.count))
      place += 4
    }
    changed.insert(contentsOf: content, at: index ?? place)
    return changed
  }

  private static func number(_ number: Int) -> [UInt8] {
    (0..<4).reversed().map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }
}
