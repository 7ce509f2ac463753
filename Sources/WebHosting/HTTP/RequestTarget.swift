import StrictJSON

/// The target of a request in origin form (RFC 9112, 3.2.1), parsed.
struct RequestTarget: Sendable {
  /// The path's segments, decoded; `/` has none, and a trailing slash gives an empty last segment.
  let segments: [String]
  /// The parameters of the query in their order, decoded.
  let query: [(name: String, value: String)]

  /// Nil for a target that is not a path, or that has invalid escapes or is not UTF-8.
  ///
  /// Encoded characters stay within their segment: `%2F` does not separate, and `..` is an ordinary
  /// name, because segments are never used for a file system lookup.
  init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard bytes.first == UInt8(ascii: "/") else { return nil }
    let cut = bytes.firstIndex(of: UInt8(ascii: "?")) ?? bytes.endIndex
    var segments: [String] = []
    for part in bytes[1..<cut].split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    {
      guard let segment = Self.decoded(part, plusIsSpace: false) else { return nil }
      segments.append(segment)
    }
    self.segments = segments == [""] ? [] : segments
    var query: [(String, String)] = []
    for pair in bytes[cut...].dropFirst().split(separator: UInt8(ascii: "&")) {
      let sign = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
      guard let name = Self.decoded(pair[..<sign], plusIsSpace: true),
        let value = Self.decoded(pair[sign...].dropFirst(), plusIsSpace: true)
      else { return nil }
      query.append((name, value))
    }
    self.query = query
  }

  /// The value of the query parameter with that name, the first if there are several.
  func value(of name: String) -> String? {
    query.first { $0.name == name }?.value
  }

  private static func decoded(_ bytes: ArraySlice<UInt8>, plusIsSpace: Bool) -> String? {
    var decoded: [UInt8] = []
    decoded.reserveCapacity(bytes.count)
    var rest = bytes
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "%"):
        guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit)
        else { return nil }
        decoded.append(high << 4 | low)
      case UInt8(ascii: "+") where plusIsSpace: decoded.append(UInt8(ascii: " "))
      default: decoded.append(byte)
      }
    }
    return String(validating: decoded, as: UTF8.self)
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
