extension [UInt8] {
  /// Appends the lowest bytes of a number in little-endian order.
  mutating func appendLittleEndian(_ number: UInt64, byteCount: Int) {
    for byte in 0..<byteCount {
      append(UInt8(truncatingIfNeeded: number >> (8 * byte)))
    }
  }

  /// Appends all bytes of a number in little-endian order.
  mutating func appendLittleEndian(_ number: some FixedWidthInteger & UnsignedInteger) {
    appendLittleEndian(UInt64(number), byteCount: type(of: number).bitWidth / 8)
  }
}
