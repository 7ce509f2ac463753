import StrictJSON

/// An answer that is correct by construction: made from the expected one.
enum Specimen {
  /// A value that a pattern accepts; nil if a matcher tells too little to make one.
  static func value(of pattern: JSON) -> JSON? {
    if let matcher = Matcher(pattern) { return value(of: matcher) }
    switch pattern {
    case .array(let elements):
      var values: [JSON] = []
      for element in elements {
        guard let value = value(of: element) else { return nil }
        values.append(value)
      }
      return .array(values)
    case .object(let members):
      var values: [JSON.Member] = []
      for member in members {
        if case .absent? = Matcher(member.value) { continue }
        guard let value = value(of: member.value) else { return nil }
        values.append(.init(member.key, value))
      }
      return .object(values)
    default: return pattern
    }
  }

  private static func value(of matcher: Matcher) -> JSON? {
    switch matcher {
    case .any(.string): "text"
    case .any(.number): .number(1.5)
    case .any(.integer): .integer(1)
    case .any(.boolean): .bool(true)
    case .any(.object): .object([])
    case .any(.array): .array([])
    case .any(.null): .null
    case .anyOf(let patterns): patterns.first.flatMap { value(of: $0) }
    case .all(let patterns) where patterns.allSatisfy(\.isContained):
      // An array with an element for each.
      value(of: .array(patterns.compactMap(\.contained)))
    case .all(let patterns):
      // The invariants beside it apply to the same value.
      patterns.first { if case .invariant? = Matcher($0) { false } else { true } }
        .flatMap { value(of: $0) }
    case .unordered(let patterns): value(of: .array(patterns))
    case .prefix(let text): .string(text)
    case .pattern: nil
    // Made from its elements: those that are not compared may be anything.
    case .elements(let count, let places):
      value(
        of: .array(
          (0..<count).map { index in places.first { $0.index == index }?.pattern ?? .null }))
    case .contains(let pattern): value(of: .array([pattern]))
    case .not(let refused):
      [JSON.null, "text", .number(1.5), .array([]), .object([])].first {
        !ComparisonRules(isOpenEverywhere: true).compare($0, to: refused).isMatch
      }
    case .absent: nil
    case .float(let number): .number(number)
    case .integer(let integer): .integer(integer)
    case .near(let number, _): .number(number)
    case .text(let text): try? JSON.parse(text)
    case .order(let keys): .object(keys.map { .init($0, .null) })
    case .invariant: nil
    }
  }
}

extension JSON {
  /// The pattern of an element that an array has to contain; nil for any other pattern.
  fileprivate var contained: JSON? {
    if case .contains(let pattern)? = Matcher(self) { pattern } else { nil }
  }

  fileprivate var isContained: Bool { contained != nil }

  /// The places of all scalars, empty arrays and empty objects.
  var leaves: [JSONPointer] {
    var found: [JSONPointer] = []
    collectLeaves(at: .root, &found)
    return found
  }

  private func collectLeaves(at place: JSONPointer, _ found: inout [JSONPointer]) {
    switch self {
    case .array(let elements) where !elements.isEmpty:
      for (index, element) in elements.enumerated() {
        element.collectLeaves(at: place.appending(String(index)), &found)
      }
    case .object(let members) where !members.isEmpty:
      for member in members { member.value.collectLeaves(at: place.appending(member.key), &found) }
    default: found.append(place)
    }
  }

  /// The value at a place; nil if there is none.
  subscript(place: JSONPointer) -> JSON? {
    place.tokens.reduce(Optional(self)) { value, token in
      if let elements = value?.elements {
        return Int(token).flatMap { elements.indices.contains($0) ? elements[$0] : nil }
      }
      return value?[token]
    }
  }

  /// The value with another at a place.
  func replacing(_ place: JSONPointer, with other: JSON) -> JSON {
    replacing(place.tokens[...], with: other)
  }

  private func replacing(_ tokens: ArraySlice<String>, with other: JSON) -> JSON {
    guard let token = tokens.first else { return other }
    let rest = tokens.dropFirst()
    switch self {
    case .array(let elements):
      return .array(
        elements.enumerated().map { index, element in
          String(index) == token ? element.replacing(rest, with: other) : element
        })
    case .object(let members):
      return .object(
        members.map { member in
          member.key == token
            ? Member(member.key, member.value.replacing(rest, with: other)) : member
        })
    default: return self
    }
  }
}
