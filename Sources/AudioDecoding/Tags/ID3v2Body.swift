import MasteringModel

/// The bytes between a tag's header and its end, in which the frames are laid out.
struct ID3v2Body {
  /// The number of bytes; of an unsynchronised tag, only those that are read.
  let byteCount: Int64
  private let start: Int64
  private let resynchronised: [UInt8]?
  private var reader: BlockReader

  /// An unsynchronised tag before version 2.4 has to be read from its start, because the lengths in
  /// it do not count the inserted bytes. In most tags texts precede pictures, and nearly all tags
  /// are shorter than this.
  private static let longestUnsynchronisedByteCount: Int64 = 1_048_576

  /// The body from an offset.
  ///
  /// - Parameter isUnsynchronised: whether a zero was inserted after each byte of 255, so that
  ///   nothing in the tag looks like the start of an MPEG frame.
  /// - Throws: ``AudioFailure/unreadable(path:reason:)``
  init(
    from start: Int64, byteCount: Int64, isUnsynchronised: Bool, _ reader: BlockReader
  ) throws(AudioFailure) {
    self.start = start
    self.reader = reader
    if isUnsynchronised {
      let count = Int(min(byteCount, Self.longestUnsynchronisedByteCount))
      let present = Int(min(Int64(count), max(0, reader.file.sizeBytes - start)))
      let bytes = ID3v2.resynchronised(try self.reader.bytes(present, at: start))
      resynchronised = bytes
      self.byteCount = Int64(bytes.count)
    } else {
      resynchronised = nil
      self.byteCount = max(0, min(byteCount, reader.file.sizeBytes - start))
    }
  }

  /// This many bytes from an offset in the body, fewer at its end.
  ///
  /// - Throws: ``AudioFailure/unreadable(path:reason:)``
  mutating func bytes(_ count: Int, at offset: Int64) throws(AudioFailure) -> [UInt8] {
    guard (0..<byteCount).contains(offset) else { return [] }
    let present = Int(min(Int64(count), byteCount - offset))
    if let resynchronised {
      return Array(resynchronised[Int(offset)...].prefix(present))
    }
    return try reader.bytes(present, at: start + offset)
  }
}

extension ID3v2 {
  /// The bytes without the zero after each byte of 255. They are returned unchanged if such zeros
  /// were declared but are missing, as with some programs: otherwise nothing would look like the
  /// start of an MPEG frame, as the byte order mark of UTF-16 does.
  static func resynchronised(_ bytes: some Collection<UInt8>) -> [UInt8] {
    guard !zip(bytes, bytes.dropFirst()).contains(where: { $0 == 0xFF && $1 >= 0xE0 }) else {
      return Array(bytes)
    }
    var isAfterMarker = false
    return bytes.filter { byte in
      defer { isAfterMarker = byte == 0xFF }
      return !(isAfterMarker && byte == 0)
    }
  }
}
