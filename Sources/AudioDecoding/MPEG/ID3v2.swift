import MasteringModel

/// The tag that may precede the audio (ID3v2.3.0, 3.1; ID3v2.4.0, 3.1).
enum ID3v2 {
  /// Some programs put a new tag before the old one, but never this many.
  static let mostTags = 16

  /// Where the tags at the start of a file end; 0 if there are none.
  ///
  /// - Throws: ``AudioFailure/unreadable(path:reason:)``
  static func end(of reader: inout BlockReader) throws(AudioFailure) -> Int64 {
    var offset: Int64 = 0
    for _ in 0..<mostTags {
      // A tag that the file cannot hold is not skipped: its length is wrong, or there is nothing behind it.
      guard let byteCount = try byteCount(at: offset, &reader),
        byteCount < reader.file.sizeBytes - offset
      else { break }
      offset += byteCount
    }
    return offset
  }

  /// The length of the tag at an offset; nil if there is none.
  ///
  /// - Throws: ``AudioFailure/unreadable(path:reason:)``
  static func byteCount(
    at offset: Int64, _ reader: inout BlockReader
  ) throws(AudioFailure) -> Int64? {
    let head = try reader.bytes(10, at: offset)
    guard head.count == 10, head.hasText("ID3", at: 0), head[3] != 0xFF,
      head[6...].allSatisfy({ $0 < 0x80 })
    else { return nil }
    // Seven bits per byte, so that the length never looks like the start of an MPEG frame.
    let bodyByteCount = head[6...].reduce(Int64(0)) { $0 << 7 | Int64($1) }
    let hasFooter = head[5] & 0x10 != 0
    return 10 + bodyByteCount + (hasFooter ? 10 : 0)
  }
}
