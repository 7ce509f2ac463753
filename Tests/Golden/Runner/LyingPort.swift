import ConformanceKit
import StrictJSON

/// A port that claims everything and answers nothing correctly: each answer is the real one with
/// something inverted.
enum LyingPort {
  /// Results are altered, and errors have different codes.
  static func make() -> InProcessPort {
    altering { message in
      if let result = message["result"] { return message.with("result", twisted(result)) }
      if let error = message["error"] {
        return message.with("error", error.with("code", .integer(-31_999)))
      }
      return message
    }
  }

  /// Every number in a result becomes text, and every text a number.
  static func ofAnotherType() -> InProcessPort {
    altering { message in
      message["result"].map { result in
        message.with("result", otherTypes(result))
      } ?? message.with("result", .null)
    }
  }

  /// Every result is an empty object, and there are no errors.
  static func empty() -> InProcessPort {
    altering { message in
      guard message["method"] == nil else { return message }
      return ["jsonrpc": "2.0", "id": message["id"] ?? .null, "result": .object([])]
    }
  }

  private static func altering(_ alter: @escaping @Sendable (JSON) -> JSON) -> InProcessPort {
    ServicePort.make { line in
      guard let message = try? JSON.parse(line), message["result"]?["capabilities"] == nil else {
        return line
      }
      return alter(message).utf8()
    }
  }

  /// The value with each scalar replaced by one of another type.
  private static func otherTypes(_ value: JSON) -> JSON {
    switch value {
    case .integer, .number, .numeral, .null: "text"
    case .bool, .string: .integer(0)
    case .array: .object([])
    case .object(let members): .object(members.map { .init($0.key, otherTypes($0.value)) })
    }
  }

  /// The value with every boolean inverted, and no key or element missing.
  private static func twisted(_ value: JSON) -> JSON {
    switch value {
    case .null: .bool(false)
    case .bool(let bool): .bool(!bool)
    case .integer(let integer): .integer(integer + 1)
    case .number(let number): .number(abs(number) < 1 ? number + 7 : -number / 2)
    case .numeral: .integer(0)
    case .string(let text): .string(text + "?")
    case .array(let elements):
      elements.isEmpty ? .array([.null]) : .array(elements.map(twisted))
    case .object(let members):
      members.isEmpty
        ? ["lie": .bool(true)] : .object(members.map { .init($0.key, twisted($0.value)) })
    }
  }
}

extension JSON {
  /// The object with the value of one key replaced.
  fileprivate func with(_ key: String, _ value: JSON) -> JSON {
    .object((members ?? []).map { $0.key == key ? Member(key, value) : $0 })
  }
}
