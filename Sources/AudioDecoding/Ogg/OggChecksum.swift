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
