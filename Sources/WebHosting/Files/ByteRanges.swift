/// The parts of a file that a `Range` field requests (RFC 9110, 14.1.2 and 14.2).
enum ByteRanges: Sendable, Equatable {
  /// The whole file: the field has another unit or a syntax error, or requests more bytes than the
  /// file has.
  case whole
  /// These parts in the order of the field; at least one, each with at least a byte.
  case parts([Range<Int64>])
  /// None that the file has.
  case unsatisfiable

  /// The most parts that are served; a request for more gets the whole file.
  static let mostParts = 32

  /// Reads a field for a file of this many bytes.
  init(_ field: String, lengthBytes: Int64) {
    guard let specifiers = Self.specifiers(field) else {
      self = .whole
      return
    }
    let parts = specifiers.compactMap { $0.range(in: lengthBytes) }
    if parts.isEmpty {
      self = .unsatisfiable
    } else if parts.count > 1,
      parts.count > Self.mostParts || Self.comeToMore(parts, than: lengthBytes)
    {
      self = .whole
    } else {
      self = .parts(parts)
    }
  }

  /// Whether parts of a file have more bytes in total than the file, or enough for the total with
  /// separators to overflow.
  private static func comeToMore(_ parts: [Range<Int64>], than lengthBytes: Int64) -> Bool {
    // Subtracted one by one, because the sum of two could overflow.
    var rest = min(lengthBytes, .max - mostHeadBytes)
    for part in parts {
      guard part.upperBound - part.lowerBound <= rest else { return true }
      rest -= part.upperBound - part.lowerBound
    }
    return false
  }

  /// More than the heads of all parts of `multipart/byteranges` take.
  private static let mostHeadBytes: Int64 = 1 << 20

  /// One of the ranges: from one byte to another or to the end, or the last bytes.
  private enum Specifier {
    case bytes(first: Int64, last: Int64?)
    case suffix(Int64)

    init?(_ text: Substring) {
      guard let dash = text.firstIndex(of: "-") else { return nil }
      let (start, end) = (text[..<dash], text[text.index(after: dash)...])
      if start.isEmpty {
        guard let count = Self.number(end) else { return nil }
        self = .suffix(count)
        return
      }
      guard let first = Self.number(start) else { return nil }
      if end.isEmpty {
        self = .bytes(first: first, last: nil)
        return
      }
      guard let last = Self.number(end), last >= first else { return nil }
      self = .bytes(first: first, last: last)
    }

    func range(in length: Int64) -> Range<Int64>? {
      switch self {
      case .suffix(let count):
        let start = max(0, length - count)
        return start < length ? start..<length : nil
      case .bytes(let first, let last):
        guard first < length else { return nil }
        return first..<min(length, (last ?? length - 1) + 1)
      }
    }

    /// The number in digits, clamped to the largest, which is beyond the end of every file.
    private static func number(_ text: Substring) -> Int64? {
      guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
      return min(Int64(text) ?? .max, .max - 1)
    }
  }

  /// The ranges of a field in bytes; nil if it is not valid.
  private static func specifiers(_ field: String) -> [Specifier]? {
    guard let sign = field.firstIndex(of: "="), field[..<sign].lowercased() == "bytes" else {
      return nil
    }
    var specifiers: [Specifier] = []
    // A list may have empty elements, and spaces and tabs around each (RFC 9110, 5.6.1).
    for element in field[field.index(after: sign)...].split(separator: ",") {
      let text = element.trimming { $0 == " " || $0 == "\t" }
      if text.isEmpty { continue }
      guard let specifier = Specifier(text) else { return nil }
      specifiers.append(specifier)
    }
    return specifiers.isEmpty ? nil : specifiers
  }
}

extension Substring {
  /// The text without the characters at its ends that satisfy the predicate.
  fileprivate func trimming(_ isOutside: (Character) -> Bool) -> Substring {
    let start = drop(while: isOutside)
    guard let last = start.lastIndex(where: { !isOutside($0) }) else {
      return start[..<start.startIndex]
    }
    return start[...last]
  }
}
