/// A JSON value whose objects keep the order of their members.
///
/// Written by hand because Foundation's encoder and decoder do not make these promises. Writing
/// keeps keys in a defined order, gives every floating-point number a decimal point (`0.0`, never
/// `0`) and takes microseconds for a whole payload. Reading refuses repeated keys and anything that
/// is not JSON, bounds depth and size, and keeps every number so that it can be written back as it
/// was sent.
///
///     let value: JSON = ["weight": .number(0.5), "profiles": ["a", "b"]]
///     print(value.text())  // {"weight":0.5,"profiles":["a","b"]}
///     try JSON.parse(#"{"id": 1.50}"#)["id"]?.text()  // "1.50"
public enum JSON: Sendable, Hashable {
  case null
  case bool(Bool)
  case integer(Int)
  /// A finite binary64 number, written in the shortest form that reads back as the same value.
  case number(Double)
  /// The text of a number that was read, if neither of the two cases above would be written in the
  /// same way: `1.50`, `1e5`, `-0`, thirty digits, or `1e999`, which no binary64 number holds.
  case numeral(String)
  case string(String)
  case array([JSON])
  case object([Member])

  /// A key and its value.
  public struct Member: Sendable, Hashable {
    /// The key.
    public let key: String
    /// The value.
    public let value: JSON

    /// A member from its key and value.
    public init(_ key: String, _ value: JSON) {
      self.key = key
      self.value = value
    }
  }

  /// How a value is laid out.
  public enum Layout: Sendable, Hashable {
    /// On one line, without unnecessary spaces.
    case compact
    /// One member or element per line, indented by two spaces.
    case indented
  }
}

extension JSON: ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral,
  ExpressibleByStringLiteral
{
  /// An object of these members in this order.
  public init(dictionaryLiteral members: (String, JSON)...) {
    self = .object(members.map { Member($0.0, $0.1) })
  }

  /// An array of these elements.
  public init(arrayLiteral elements: JSON...) {
    self = .array(elements)
  }

  /// A string.
  public init(stringLiteral text: String) {
    self = .string(text)
  }
}
