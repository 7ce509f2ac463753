extension JSON {
  /// The value under an object's key, compared by code points; nil if there is none, or if this is
  /// not an object.
  public subscript(key: String) -> JSON? {
    members?.first { $0.key.isExactly(key) }?.value
  }

  /// The members of an object in their order; nil for any other value.
  public var members: [Member]? {
    if case .object(let members) = self { members } else { nil }
  }

  /// The elements of an array; nil for any other value.
  public var elements: [JSON]? {
    if case .array(let elements) = self { elements } else { nil }
  }

  /// The text of a string; nil for any other value.
  public var asString: String? {
    if case .string(let text) = self { text } else { nil }
  }

  /// The truth value; nil for any other value.
  public var asBool: Bool? {
    if case .bool(let bool) = self { bool } else { nil }
  }

  /// Whether this is null.
  public var isNull: Bool { self == .null }

  /// The nearest binary64 number, infinite if it is too large; nil for any other value.
  public var asDouble: Double? {
    switch self {
    case .integer(let integer): Double(integer)
    case .number(let number): number
    case .numeral(let text): Double(text)
    default: nil
    }
  }

  /// A number without a fraction, however it is written (`2`, `2.0`, `2e0`), if it fits; nil for
  /// any other value.
  public var asInteger: Int? {
    switch self {
    case .integer(let integer): integer
    case .number(let number): Self.whole(number)
    case .numeral(let text): Double(text).flatMap(Self.whole)
    default: nil
    }
  }

  /// From 2^53 up, binary64 cannot tell neighbouring integers apart, so the number is ambiguous.
  private static func whole(_ number: Double) -> Int? {
    guard abs(number) < 0x1p53 else { return nil }
    let integer = Int(number)
    return Double(integer) == number ? integer : nil
  }
}
