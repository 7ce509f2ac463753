package import StrictJSON

/// The id of a call: a string, a number or null, returned in exactly the text in which it was sent.
///
/// Two ids are equal if their values are: `"a"` and `"\u0061"` are, 1 and 1.0 are not.
package struct RPCRequestID: Sendable, Hashable {
  /// The value.
  package let value: JSON
  /// The text as it was sent.
  package let text: [UInt8]

  /// The id of answers to requests without one.
  package static let null = RPCRequestID(value: .null, text: Array("null".utf8))

  private init(value: JSON, text: [UInt8]) {
    self.value = value
    self.text = text
  }

  /// The id in a value, or nil if the value cannot be an id.
  ///
  /// - Parameter raw: its text as it was sent; needed only for a string with an escape.
  package init?(_ value: JSON, raw: [UInt8]? = nil) {
    switch value {
    case .null: self = .null
    case .integer, .number, .numeral: self.init(value: value, text: value.utf8())
    case .string(let string): self.init(value: value, text: raw ?? Self.quoted(string))
    default: return nil
    }
  }

  /// A string that was sent without an escape: its text is the string in quotes, whatever our own
  /// writer would escape.
  private static func quoted(_ string: String) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(string.utf8.count + 2)
    text.append(UInt8(ascii: "\""))
    text.append(contentsOf: string.utf8)
    text.append(UInt8(ascii: "\""))
    return text
  }

  /// Whether both have the same value; texts are compared by code points.
  package static func == (left: Self, right: Self) -> Bool {
    if case (.string(let left), .string(let right)) = (left.value, right.value) {
      return left.utf8.elementsEqual(right.utf8)
    }
    return left.value == right.value
  }

  /// Hashes the value.
  package func hash(into hasher: inout Hasher) { hasher.combine(value) }
}
