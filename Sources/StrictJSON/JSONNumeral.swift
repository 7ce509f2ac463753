/// Reads a number so that it can be written back as it was sent.
enum JSONNumeral {
  /// The number at the position, which then moves past it.
  static func read(
    _ bytes: UnsafeBufferPointer<UInt8>, at position: inout Int
  ) throws(JSONSyntaxError) -> JSON {
    let start = position
    let isNegative = bytes[position] == UInt8(ascii: "-")
    if isNegative { position += 1 }
    let leading = position
    let digits = try passDigits(bytes, at: &position)
    if digits > 1, bytes[leading] == UInt8(ascii: "0") {
      throw JSONSyntaxError(.invalidNumber, at: start)
    }
    var isWhole = true
    if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
      isWhole = false
      position += 1
      _ = try passDigits(bytes, at: &position)
    }
    if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
      isWhole = false
      position += 1
      if position < bytes.count, [UInt8(ascii: "+"), UInt8(ascii: "-")].contains(bytes[position]) {
        position += 1
      }
      _ = try passDigits(bytes, at: &position)
    }
    let text = String(
      decoding: UnsafeBufferPointer(rebasing: bytes[start..<position]), as: UTF8.self)
    if isWhole {
      // "-0" is the only integer that would be written differently.
      if let integer = Int(text), !(isNegative && integer == 0) { return .integer(integer) }
    } else if let number = Double(text), number.isFinite, number.description == text {
      return .number(number)
    }
    return .numeral(text)
  }

  /// Skips one or more digits, and returns how many.
  private static func passDigits(
    _ bytes: UnsafeBufferPointer<UInt8>, at position: inout Int
  ) throws(JSONSyntaxError) -> Int {
    let start = position
    while position < bytes.count, (0x30...0x39).contains(bytes[position]) { position += 1 }
    if position == start {
      throw JSONSyntaxError(
        position == bytes.count ? .unexpectedEnd : .invalidNumber, at: position)
    }
    return position - start
  }
}
