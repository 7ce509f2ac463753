import MasteringModel

/// The header of an Ogg page with a valid checksum (RFC 3533, 6).
struct OggPage: Sendable, Hashable {
  /// The stream in the file that it belongs to.
  let serialNumber: UInt32
  /// The granule position of the last packet that ends on it; −1 if none does.
  let position: Int64
  /// Its number within its stream.
  let sequenceNumber: UInt32
  /// Whether it is the first of its stream.
  let startsStream: Bool
  /// Whether it is the last of its stream.
  let endsStream: Bool
  /// Its length, including the header.
  let byteCount: Int

  /// The longest page: 27 bytes, 255 lengths, and 255 segments of 255 bytes.
  static let largestByteCount = 27 + 255 + 255 * 255
}

extension BlockReader {
  /// The page at an offset; nil if none starts there, or if it is incomplete or damaged.
  ///
  /// - Parameter buffer: room for a page, kept by the caller because allocating it takes longer
  ///   than reading the page.
  /// - Throws: ``AudioFailure/unreadable(path:reason:)``
  mutating func oggPage(
    at offset: Int64, using buffer: inout [UInt8]
  ) throws(AudioFailure) -> OggPage? {
    if buffer.count != OggPage.largestByteCount {
      buffer = [UInt8](repeating: 0, count: OggPage.largestByteCount)
    }
    let head = try bytes(27, at: offset)
    guard head.count == 27, head.hasText("OggS", at: 0), head[4] == 0,
      let position: UInt64 = head.number(at: 6, .little),
      let serialNumber: UInt32 = head.number(at: 14, .little),
      let sequenceNumber: UInt32 = head.number(at: 18, .little),
      let checksum: UInt32 = head.number(at: 22, .little)
    else { return nil }
    let segmentCount = Int(head[26])
    let segments = try bytes(segmentCount, at: offset + 27)
    let byteCount = 27 + segmentCount + segments.reduce(0) { $0 + Int($1) }
    let read = try fill(&buffer, count: byteCount, at: offset)
    guard segments.count == segmentCount, read == byteCount else { return nil }

    var sum = OggChecksum()
    sum.add(head[..<22])
    // Its own field counts as zeros.
    sum.add([0, 0, 0, 0])
    sum.add(buffer[26..<byteCount])
    guard sum.value == checksum else { return nil }
    return OggPage(
      serialNumber: serialNumber, position: Int64(bitPattern: position),
      sequenceNumber: sequenceNumber, startsStream: head[5] & 2 != 0,
      endsStream: head[5] & 4 != 0, byteCount: byteCount)
  }
}

/// The checksum of an Ogg page: a cyclic redundancy check with the polynomial 0x04C11DB7, highest
/// bit first, starting at 0 (RFC 3533, 6).
struct OggChecksum: Sendable, Hashable {
  /// The checksum of the bytes so far.
  private(set) var value: UInt32 = 0

  /// Adds more bytes.
  mutating func add(_ bytes: some Sequence<UInt8>) {
    var value = value
    for byte in bytes {
      value = value << 8 ^ Self.table[Int(value >> 24 ^ UInt32(byte))]
    }
    self.value = value
  }

  /// The remainder for each value of the highest byte, after its 8 bits are divided out.
  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte) << 24) { remainder, _ in
      remainder << 1 ^ (remainder >> 31 == 1 ? 0x04C1_1DB7 : 0)
    }
  }
}
