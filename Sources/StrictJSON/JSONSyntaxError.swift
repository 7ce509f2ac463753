/// Why a JSON text is refused, and where.
public struct JSONSyntaxError: Error, Hashable {
  /// What is wrong.
  public let reason: Reason
  /// The first byte that cannot be accepted, counted from 0; the number of bytes if the text ends
  /// too early, and the position of the opening quote if a whole string is refused.
  public let byteOffset: Int

  /// What is wrong with a text; the raw value is the reason's name on the wire.
  public enum Reason: String, Sendable, Hashable, CaseIterable {
    /// A byte that is not allowed at this position.
    case unexpectedByte = "unexpected_byte"
    /// The text ends inside a value, or has no value.
    case unexpectedEnd = "unexpected_end"
    /// Something follows the value.
    case trailingBytes = "trailing_bytes"
    /// The text begins with a byte order mark.
    case byteOrderMark = "byte_order_mark"
    /// An object has a key twice, compared by code points after escapes are undone.
    case duplicateKey = "duplicate_key"
    /// Arrays and objects are nested more deeply than the limit.
    case tooDeep = "too_deep"
    /// There are more values than the limit.
    case tooManyValues = "too_many_values"
    /// A string contains bytes that are not UTF-8.
    case invalidUTF8 = "invalid_utf8"
    /// An escape is one half of a surrogate pair without the other.
    case loneSurrogate = "lone_surrogate"
    /// A string contains an unescaped byte below 0x20.
    case controlCharacter = "control_character"
    /// A number is not in JSON's form, as in `01`, `+1`, `1.` or `.5`.
    case invalidNumber = "invalid_number"
    /// A backslash is not followed by a valid escape.
    case invalidEscape = "invalid_escape"
  }

  /// An error from its reason and place.
  public init(_ reason: Reason, at byteOffset: Int) {
    self.reason = reason
    self.byteOffset = byteOffset
  }
}
