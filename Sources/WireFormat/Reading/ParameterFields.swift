public import StrictJSON

/// A parameter of a method.
public struct CallParameter: Sendable, Hashable {
  /// Its key.
  public let name: String
  /// Whether a call without it is refused.
  public let isRequired: Bool

  private init(_ name: String, isRequired: Bool) {
    self.name = name
    self.isRequired = isRequired
  }

  /// A parameter that is required.
  public static func required(_ name: String) -> CallParameter { .init(name, isRequired: true) }
  /// A parameter that is optional.
  public static func optional(_ name: String) -> CallParameter { .init(name, isRequired: false) }
}

/// The parameters of a call, or the members of an object among them, read by name.
///
/// Each reading method returns nil if the parameter is missing, and throws
/// ``FailureCode/invalidParams`` if its value is of another type. Null is a type of its own.
public struct ParameterFields: Sendable {
  /// The place of the fields, as a JSON Pointer within the params; empty for the params themselves.
  public let path: String
  /// The members as they were sent.
  package let members: [JSON.Member]

  /// The fields of an object.
  ///
  /// - Throws: ``FailureReport`` of ``FailureCode/invalidParams`` for the first unknown member, or
  ///   else for the first required parameter that is missing.
  public init(
    _ members: [JSON.Member], at path: String = "", known: [CallParameter]
  ) throws(FailureReport) {
    self.path = path
    self.members = members
    for member in members where !known.contains(where: { $0.name == member.key }) {
      let names = known.map(\.name).joined(separator: ", ")
      throw .invalidParams(
        "\(path)/\(member.key.pointerToken)", .unknown,
        expected: names.isEmpty ? "nothing" : "one of \(names)")
    }
    for parameter in known where parameter.isRequired && self[parameter.name] == nil {
      throw .invalidParams(pointer(parameter.name), .missing, expected: "a value")
    }
  }

  /// The value of a field; nil if it is missing.
  public subscript(name: String) -> JSON? {
    for member in members where member.key == name { return member.value }
    return nil
  }

  /// The JSON Pointer to a field.
  public func pointer(_ name: String) -> String { "\(path)/\(name)" }

  /// The refusal of a field's type.
  public func wrongType(_ name: String, expected: String) -> FailureReport {
    .invalidParams(pointer(name), .wrongType, expected: expected)
  }

  /// A field's text.
  public func text(_ name: String) throws(FailureReport) -> String? {
    guard let value = self[name] else { return nil }
    guard let text = value.asString else { throw wrongType(name, expected: "a string") }
    return text
  }

  /// A field's truth value.
  public func bool(_ name: String) throws(FailureReport) -> Bool? {
    guard let value = self[name] else { return nil }
    guard let bool = value.asBool else { throw wrongType(name, expected: "true or false") }
    return bool
  }

  /// A field's number, infinite if it is too large for binary64.
  public func number(_ name: String) throws(FailureReport) -> Double? {
    guard let value = self[name] else { return nil }
    guard let number = value.asDouble else { throw wrongType(name, expected: "a number") }
    return number
  }

  /// A field's integer, as binary64, so that one too large for Int is distinguished from a
  /// fraction.
  public func wholeNumber(_ name: String) throws(FailureReport) -> Double? {
    guard let number = try number(name) else { return nil }
    guard number == number.rounded() else { throw wrongType(name, expected: "an integer") }
    return number
  }

  /// A field's integer within a range.
  package func count(
    _ name: String, in range: ClosedRange<Int>
  ) throws(FailureReport) -> Int? {
    guard let value = self[name] else { return nil }
    guard let number = value.asDouble, let count = Int(exactly: number), range.contains(count)
    else {
      throw wrongType(
        name, expected: "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return count
  }

  /// A field's members.
  public func object(_ name: String) throws(FailureReport) -> [JSON.Member]? {
    guard let value = self[name] else { return nil }
    guard let members = value.members else { throw wrongType(name, expected: "an object") }
    return members
  }

  /// A field's elements.
  public func array(_ name: String) throws(FailureReport) -> [JSON]? {
    guard let value = self[name] else { return nil }
    guard let elements = value.elements else { throw wrongType(name, expected: "an array") }
    return elements
  }

  /// A field's elements, all of them objects.
  public func objects(_ name: String) throws(FailureReport) -> [JSON]? {
    guard let elements = try array(name) else { return nil }
    if let wrong = elements.firstIndex(where: { $0.members == nil }) {
      throw .invalidParams("\(pointer(name))/\(wrong)", .wrongType, expected: "an object")
    }
    return elements
  }

  /// A required field's value, as one of the readings above.
  ///
  /// - Throws: ``FailureCode/invalidParams`` with the reason `missing` if it is not there.
  public func required<Value>(
    _ name: String, _ value: Value?
  ) throws(FailureReport) -> Value {
    guard let value else { throw .invalidParams(pointer(name), .missing, expected: "a value") }
    return value
  }
}

extension String {
  /// The text as a token of a JSON Pointer (RFC 6901), shortened if it is long.
  var pointerToken: String {
    var token = ""
    // By code point: a slash with a combining accent is another character, but must be escaped all
    // the same.
    for scalar in unicodeScalars.prefix(128) {
      switch scalar {
      case "~": token += "~0"
      case "/": token += "~1"
      default: token.unicodeScalars.append(scalar)
      }
    }
    return token
  }
}
