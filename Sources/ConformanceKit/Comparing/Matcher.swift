import StrictJSON
import Synchronization

/// A substitute for an expected value in a case file: an object whose only key begins with `$`.
enum Matcher {
  /// Any value of a JSON type.
  case any(JSONType)
  /// One of several patterns.
  case anyOf([JSON])
  /// Every one of several patterns.
  case all([JSON])
  /// An array whose elements match these in some order.
  case unordered([JSON])
  /// Text with this prefix.
  case prefix(String)
  /// Text that a regular expression matches as a whole.
  case pattern(String)
  /// An array of this many elements, of which those at these indices are compared.
  case elements(count: Int, at: [(index: Int, pattern: JSON)])
  /// An array with at least one element that the pattern accepts.
  case contains(JSON)
  /// Anything that a pattern does not accept.
  case not(JSON)
  /// The key must be absent.
  case absent
  /// A number written with a fraction or an exponent.
  case float(Double)
  /// A number written without either.
  case integer(Int)
  /// A number close to another.
  case near(Double, Tolerance)
  /// A value written exactly like this.
  case text(String)
  /// An object in which these members, as far as present, are in this order.
  case order([String])
  /// A property of the value as a whole.
  case invariant(Invariant)

  static let names: Set = [
    "$any", "$anyOf", "$all", "$unordered", "$prefix", "$pattern", "$not", "$elements",
    "$contains", "$absent", "$float",
    "$integer", "$near", "$text", "$order", "$invariant",
  ]

  /// The matcher in a pattern; nil if it is not a matcher, or is invalid.
  init?(_ pattern: JSON) {
    guard let members = pattern.members, members.count == 1, let member = members.first else {
      return nil
    }
    let value = member.value
    switch member.key {
    case "$any":
      guard let type = value.asString.flatMap(JSONType.init) else { return nil }
      self = .any(type)
    case "$anyOf":
      guard let patterns = value.elements, !patterns.isEmpty else { return nil }
      self = .anyOf(patterns)
    case "$all":
      guard let patterns = value.elements, !patterns.isEmpty else { return nil }
      self = .all(patterns)
    case "$unordered":
      guard let patterns = value.elements else { return nil }
      self = .unordered(patterns)
    case "$prefix":
      guard let text = value.asString else { return nil }
      self = .prefix(text)
    case "$pattern":
      guard let text = value.asString, CheckedPatterns.isRegular(text) else { return nil }
      self = .pattern(text)
    case "$not": self = .not(value)
    case "$contains": self = .contains(value)
    case "$elements":
      guard let count = value["count"]?.asInteger, count >= 0, let keys = value.members?.map(\.key),
        Set(keys).isSubset(of: ["count", "at"])
      else { return nil }
      var places: [(index: Int, pattern: JSON)] = []
      for member in value["at"]?.members ?? [] {
        guard let index = Int(member.key), (0..<count).contains(index) else { return nil }
        places.append((index, member.value))
      }
      self = .elements(count: count, at: places)
    case "$absent":
      guard value.asBool == true else { return nil }
      self = .absent
    case "$float":
      guard let number = value.asDouble else { return nil }
      self = .float(number)
    case "$integer":
      guard let integer = value.asInteger else { return nil }
      self = .integer(integer)
    case "$near":
      guard let number = value["value"]?.asDouble, let keys = value.members?.map(\.key),
        Set(keys).isSubset(of: ["value", "absolute", "relative"])
      else { return nil }
      let absolute = value["absolute"]?.asDouble ?? 0
      let relative = value["relative"]?.asDouble ?? 0
      guard min(absolute, relative) >= 0, max(absolute, relative) > 0 else { return nil }
      self = .near(number, Tolerance(at: .root, absolute: absolute, relative: relative))
    case "$text":
      guard let text = value.asString else { return nil }
      self = .text(text)
    case "$order":
      guard let elements = value.elements else { return nil }
      let keys = elements.compactMap(\.asString)
      guard keys.count == elements.count, Set(keys).count == keys.count, keys.count > 1 else {
        return nil
      }
      self = .order(keys)
    case "$invariant":
      guard let invariant = value.asString.flatMap(Invariant.init) else { return nil }
      self = .invariant(invariant)
    default: return nil
    }
  }

  /// The patterns inside this one.
  var patterns: [JSON] {
    switch self {
    case .anyOf(let patterns), .all(let patterns), .unordered(let patterns): patterns
    case .not(let pattern), .contains(let pattern): [pattern]
    case .elements(_, let places): places.map(\.pattern)
    default: []
    }
  }
}

/// A JSON type, or `integer` for a number written without fraction and exponent.
enum JSONType: String, Hashable, CaseIterable {
  case string, number, integer, boolean, object, array, null

  func holds(_ value: JSON) -> Bool {
    switch (self, value) {
    case (.string, .string), (.boolean, .bool), (.object, .object), (.array, .array),
      (.null, .null), (.number, .integer), (.number, .number), (.number, .numeral),
      (.integer, .integer):
      true
    default: false
    }
  }
}

extension SuiteReading {
  /// Records everything that looks like a matcher but is invalid.
  mutating func checkMatchers(_ value: Placed) {
    if Capture(value.json) != nil { return }
    if let matcher = Matcher(value.json) {
      for pattern in matcher.patterns {
        checkMatchers(Placed(json: pattern, pointer: value.pointer))
      }
      return
    }
    if let member = value.json.members?.first(where: { $0.key.hasPrefix("$") }) {
      note(
        Matcher.names.contains(member.key)
          ? .invalidValue("is not a valid \(member.key)") : .unknownMatcher(member.key),
        at: value.pointer)
      return
    }
    switch value.json {
    case .array(let elements):
      for (index, element) in elements.enumerated() {
        checkMatchers(Placed(json: element, pointer: value.pointer.appending(String(index))))
      }
    case .object(let members):
      for member in members {
        checkMatchers(Placed(json: member.value, pointer: value.pointer.appending(member.key)))
      }
    default: break
    }
  }
}

/// Remembers which regular expressions can be compiled: a suite has few, each in many cases.
private enum CheckedPatterns {
  private static let known = Mutex<[String: Bool]>([:])

  /// Whether a text is a regular expression.
  static func isRegular(_ text: String) -> Bool {
    known.withLock { known in
      if let compiles = known[text] { return compiles }
      let compiles = (try? Regex(text)) != nil
      known[text] = compiles
      return compiles
    }
  }
}

/// A property of a list of weights, `[{"weight": 0.6, …}, …]`.
enum Invariant: String, Hashable, CaseIterable {
  /// The weights add up to 1 within 1e-12.
  case weightsSumToOne = "weights_sum_to_one"
  /// No weight is larger than the one before it.
  case weightsDescend = "weights_descend"

  /// Adding a few weights, each rounded to 1.1e-16, stays far below this, and any real mistake is
  /// far above.
  private static let allowance = 1e-12

  func holds(_ value: JSON) -> Bool {
    guard let elements = value.elements else { return false }
    let weights = elements.compactMap { $0["weight"]?.asDouble }
    guard weights.count == elements.count else { return false }
    switch self {
    case .weightsSumToOne: return abs(weights.reduce(0, +) - 1) <= Self.allowance
    case .weightsDescend: return zip(weights, weights.dropFirst()).allSatisfy { $0 >= $1 }
    }
  }

  var sentence: String {
    switch self {
    case .weightsSumToOne: "weights that add up to 1 within 1e-12"
    case .weightsDescend: "weights in descending order"
    }
  }
}
