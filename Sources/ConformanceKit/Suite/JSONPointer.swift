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
    guard text.isEmpty || text.hasPrefix("/") else { return nil }
    tokens = text.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map {
      String($0.replacing("~1", with: "/").replacing("~0", with: "~"))
    }
  }

  /// The text; empty for the whole value.
  package var description: String {
    tokens.map { "/" + $0.replacing("~", with: "~0").replacing("/", with: "~1") }.joined()
  }

  /// The place one step further down.
  func appending(_ token: String) -> JSONPointer {
    JSONPointer(tokens: tokens + [token])
  }

  mutating func push(_ token: String) { tokens.append(token) }
  mutating func pop() { tokens.removeLast() }
}

/// Places in a JSON value: a pointer in which `*` stands for any one key or index.
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
