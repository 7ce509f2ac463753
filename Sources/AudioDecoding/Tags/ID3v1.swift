import MasteringModel

/// The tag of 128 bytes at the end of many MP3 files: fields of fixed length, padded with zeros or
/// blanks, in an undefined encoding.
enum ID3v1 {
  /// The tag at the end of a file; empty if there is none.
  ///
  /// - Throws: ``AudioFailure/unreadable(path:reason:)``
  static func tags(_ reader: inout BlockReader) throws(AudioFailure) -> TrackTags {
    let tag = try reader.bytes(128, at: reader.file.sizeBytes - 128)
    guard tag.count == 128, tag.hasText("TAG", at: 0) else { return TrackTags() }
    func text(_ range: Range<Int>) -> String {
      TagText.ofUnknownEncoding(tag[range].prefix { $0 != 0 })
    }
    return TrackTags(title: text(3..<33), artist: text(33..<63), album: text(63..<93))
  }
}
