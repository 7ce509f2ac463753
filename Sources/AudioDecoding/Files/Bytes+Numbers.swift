/// Which byte of a number comes first.
enum ByteOrder: Sendable, Hashable {
  case big, little
}

extension [UInt8] {
  /// The number at an offset; nil if the bytes end before it does.
  func number<Number: FixedWidthInteger & UnsignedInteger>(
    _ type: Number.Type = Number.self, at offset: Int, _ order: ByteOrder
  ) -> Number? {
    let size = Number.bitWidth / 8
    guard offset >= 0, offset <= count - size else { return nil }
    let bytes = self[offset..<(offset + size)]
    return switch order {
    case .big: bytes.reduce(0) { $0 << 8 | Number($1) }
    case .little: bytes.reversed().reduce(0) { $0 << 8 | Number($1) }
    }
  }

  /// Whether the text is at an offset.
  func hasText(_ text: StaticString, at offset: Int) -> Bool {
    guard offset >= 0, offset <= count - text.utf8CodeUnitCount else { return false }
    return text.withUTF8Buffer { self[offset...].starts(with: $0) }
  }

  /// The bytes of a number.
  init<Number: FixedWidthInteger & UnsignedInteger>(_ number: Number, _ order: ByteOrder) {
    let ascending = (0..<(Number.bitWidth / 8)).map {
      UInt8(truncatingIfNeeded: number >> ($0 * 8))
    }
    self = order == .little ? ascending : ascending.reversed()
  }
}
