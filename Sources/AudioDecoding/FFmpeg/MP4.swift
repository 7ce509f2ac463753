import MasteringModel

/// What is known of MP4 and QuickTime files without FFmpeg.
enum MP4 {
  /// Whether the boxes of a file lack the index (`moov`) or a part of it, without which nothing in it
  /// can be found.
  /// Recorders and downloads write it last, so that it is what a cut-off file lacks.
  ///
  /// - Throws: ``AudioFailure/unreadable(path:reason:)``
  static func lacksIndex(_ file: RegularFile) throws(AudioFailure) -> Bool {
    var reader = BlockReader(file)
    var place: Int64 = 0
    // No file has this many; the limit is for malicious ones.
    for _ in 0..<1000 where place < file.sizeBytes {
      let head = try reader.bytes(16, at: place)
      if head.hasText("moof", at: 4) { return false }
      let isIndex = head.hasText("moov", at: 4)
      guard let short: UInt32 = head.number(at: 0, .big) else { return true }
      var length = Int64(short)
      // By ISO/IEC 14496-12, 4.2: 1 announces a length of 64 bits, 0 a box up to the end.
      if short == 1 {
        guard let long: UInt64 = head.number(at: 8, .big), let exact = Int64(exactly: long) else {
          return true
        }
        length = exact
      } else if short == 0 {
        return !isIndex
      }
      guard length >= 8, length <= file.sizeBytes - place else { return true }
      if isIndex { return false }
      place += length
    }
    return place >= file.sizeBytes
  }
}
