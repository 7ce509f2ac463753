/// A place in a JSON value (RFC 6901): `/weighted_profiles/0/weight`.
public struct JSONPointer: Sendable, Hashable, CustomStringConvertible {
  /// The keys and indices on the way, unescaped.
  public private(set) var tokens: [String]

  /// The whole value.
  public static let root = JSONPointer(tokens: [])

  /// A place from the keys and indices on the way.
  public init(tokens: [String]) {
    self.tokens = tokens
  }

  /// A place from its text; nil unless it is empty or begins with a slash.
  public init?(_ text: String) {
    guard text.isEmpty || text.hasPrefix("/") else { return nil }
    tokens = text.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map {
      String($0.replacing("~1", with: "/").replacing("~0", with: "~"))
    }
  }

  /// The text; empty for the whole value.
  public var description: String {
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
