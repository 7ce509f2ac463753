import StrictJSON

/// Finds the ids of a line as they were sent.
///
/// Needed only for a line with a backslash: an id without an escape is its own text. The line has
/// already been parsed, so only brackets, quotes and commas matter here.
package enum RawIDs {
  /// The text of the member `id` of each message of the line: of the single object, or of each
  /// element of the batch; nil if a message has none.
  package static func find(in line: ArraySlice<UInt8>) -> [[UInt8]?] {
    var scanner = Scanner(line)
    scanner.skipSpace()
    guard scanner.rest.first == UInt8(ascii: "[") else { return [scanner.id()] }
    var ids: [[UInt8]?] = []
    scanner.rest.removeFirst()
    scanner.skipSpace()
    while let byte = scanner.rest.first, byte != UInt8(ascii: "]") {
      ids.append(scanner.id())
      scanner.skipSpace()
      if scanner.rest.first == UInt8(ascii: ",") { scanner.rest.removeFirst() }
      scanner.skipSpace()
    }
    return ids
  }
}

private struct Scanner {
  private let line: ArraySlice<UInt8>
  /// The part that is not scanned yet.
  var rest: ArraySlice<UInt8>

  init(_ line: ArraySlice<UInt8>) {
    self.line = line
    rest = line
  }

  mutating func skipSpace() {
    rest = rest.drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0d || $0 == 0x0a }
  }

  /// Skips a value, and returns the text of its member `id`, if it is an object that has one.
  mutating func id() -> [UInt8]? {
    guard rest.first == UInt8(ascii: "{") else {
      _ = value()
      return nil
    }
    var id: [UInt8]?
    rest.removeFirst()
    skipSpace()
    while let byte = rest.first, byte != UInt8(ascii: "}") {
      let key = value()
      skipSpace()
      // The colon.
      rest = rest.dropFirst()
      skipSpace()
      let text = value()
      if Self.isID(key) { id = Array(text) }
      skipSpace()
      if rest.first == UInt8(ascii: ",") { rest.removeFirst() }
      skipSpace()
    }
    rest = rest.dropFirst()
    return id
  }

  /// The key itself may be written with escapes.
  private static func isID(_ key: ArraySlice<UInt8>) -> Bool {
    if key.elementsEqual("\"id\"".utf8) { return true }
    guard key.contains(UInt8(ascii: "\\")) else { return false }
    return (try? JSON.parse(key)) == .string("id")
  }

  /// Skips a value, and returns its text.
  private mutating func value() -> ArraySlice<UInt8> {
    let start = rest.startIndex
    var depth = 0
    scan: while let byte = rest.first {
      switch byte {
      case UInt8(ascii: "\""):
        skipString()
        if depth == 0 { break scan }
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
        rest.removeFirst()
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        if depth == 0 { break scan }
        depth -= 1
        rest.removeFirst()
        if depth == 0 { break scan }
      case UInt8(ascii: ","), 0x20, 0x09, 0x0d, 0x0a:
        if depth == 0 { break scan }
        rest.removeFirst()
      default: rest.removeFirst()
      }
    }
    return line[start..<rest.startIndex]
  }

  private mutating func skipString() {
    rest.removeFirst()
    while let byte = rest.popFirst(), byte != UInt8(ascii: "\"") {
      if byte == UInt8(ascii: "\\") { rest = rest.dropFirst() }
    }
  }
}
