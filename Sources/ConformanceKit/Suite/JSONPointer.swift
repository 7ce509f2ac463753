/// A place in a JSON value (RFC 6901): `/weighted_profiles/0/weight`.
package struct JSONPointer: Sendable, Hashable, CustomStringConvertible {
  /// The keys and indices on the way, unescaped.
  package private(set) var tokens: [String]

  /// The whole value.
  package static let root = JSONPointer(tokens: [])

  /// A place from the keys and indices on the way.
  package init(tokens: [String]) {
    self.tokens = tokens
  }

  /// A place from its text; nil unless it is empty or begins with a slash.
  package init?(_ text: String) {
    let slash = UInt8(ascii: "/")
    guard text.isEmpty || text.utf8.first == slash else { return nil }
    // By bytes: a slash followed by a combining accent is another character.
    tokens = text.utf8.split(separator: slash, omittingEmptySubsequences: false).dropFirst().map {
      String(decoding: $0, as: UTF8.self).unescapedToken
    }
  }

  /// The text; empty for the whole value.
  package var description: String {
    tokens.map { "/" + $0.escapedToken }.joined()
  }

  /// The place one step further down.
  func appending(_ token: String) -> JSONPointer {
    JSONPointer(tokens: tokens + [token])
  }

  mutating func push(_ token: String) { tokens.append(token) }
  mutating func pop() { tokens.removeLast() }
}

extension String {
  fileprivate var escapedToken: String {
    String(
      decoding: utf8.flatMap { byte in
        switch byte {
        case UInt8(ascii: "~"): Array("~0".utf8)
        case UInt8(ascii: "/"): Array("~1".utf8)
        default: [byte]
        }
      }, as: UTF8.self)
  }

  /// A tilde that does not begin an escape is kept.
  fileprivate var unescapedToken: String {
    var bytes: [UInt8] = []
    var rest = utf8[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "~"), let digit = rest.first, digit == 0x30 || digit == 0x31 else {
        bytes.append(byte)
        continue
      }
      rest.removeFirst()
      bytes.append(UInt8(ascii: digit == 0x30 ? "~" : "/"))
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// Places in a JSON value: a pointer in which `*` matches any single key or index.
struct PointerPattern: Sendable, Hashable {
  let pointer: JSONPointer

  init(_ pointer: JSONPointer) {
    self.pointer = pointer
  }

  func matches(_ place: JSONPointer) -> Bool {
    pointer.tokens.count == place.tokens.count
      && zip(pointer.tokens, place.tokens).allSatisfy { $0 == "*" || $0 == $1 }
  }
}
