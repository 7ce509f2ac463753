import MasteringModel

/// The tags that may follow MPEG audio.
enum MPEGTail {
  /// The latest end of the audio, that is, where the tags begin.
  ///
  /// - Throws: ``AudioFailure/unreadable(path:reason:)``
  static func start(
    _ reader: inout BlockReader, in range: Range<Int64>
  ) throws(AudioFailure) -> Int64 {
    var end = range.upperBound
    // Each kind may come once, in any order.
    for _ in 0..<4 {
      guard let byteCount = try byteCount(endingAt: end, &reader),
        byteCount <= end - range.lowerBound
      else { break }
      end -= byteCount
    }
    return end
  }

  /// The length of the tag that ends at an offset; nil if none does.
  private static func byteCount(
    endingAt end: Int64, _ reader: inout BlockReader
  ) throws(AudioFailure) -> Int64? {
    // ID3v1: 128 bytes.
    if end >= 128, try reader.bytes(3, at: end - 128).hasText("TAG", at: 0) { return 128 }
    // Lyrics3 2.00: six digits of length, excluding themselves and the name after them.
    let lyrics = try reader.bytes(15, at: max(0, end - 15))
    if lyrics.hasText("LYRICS200", at: 6) {
      let digits = lyrics[..<6].compactMap { (0x30...0x39).contains($0) ? Int64($0 - 0x30) : nil }
      if digits.count == 6 { return digits.reduce(0) { $0 * 10 + $1 } + 15 }
    }
    // APE: a footer of 32 bytes with the length, which does not count the header.
    let footer = try reader.bytes(32, at: max(0, end - 32))
    if footer.hasText("APETAGEX", at: 0), let byteCount: UInt32 = footer.number(at: 12, .little),
      let flags: UInt32 = footer.number(at: 20, .little)
    {
      return Int64(byteCount) + (flags >> 31 == 1 ? 32 : 0)
    }
    return nil
  }
}
