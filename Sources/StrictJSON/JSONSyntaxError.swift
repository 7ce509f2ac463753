/// Why a text is not JSON that is accepted, and where.
public struct JSONSyntaxError: Error, Hashable {
  /// What is wrong.
  public let reason: Reason
  /// The first byte that cannot be accepted, counted from 0; the count of bytes where the text ends
  /// too early, and the opening quote where a whole string is refused.
  public let byteOffset: Int

  /// What can be wrong with a text; the raw value is the reason's name on the wire.
  public enum Reason: String, Sendable, Hashable, CaseIterable {
    /// A byte that cannot stand there.
    case unexpectedByte = "unexpected_byte"
    /// The text ends inside a value, or has none.
    case unexpectedEnd = "unexpected_end"
    /// Something follows the value.
    case trailingBytes = "trailing_bytes"
    /// The text begins with a byte order mark.
    case byteOrderMark = "byte_order_mark"
    /// An object has a key twice, compared by code points after escapes are undone.
    case duplicateKey = "duplicate_key"
    /// Arrays and objects lie in each other deeper than the limit.
    case tooDeep = "too_deep"
    /// There are more values than the limit.
    case tooManyValues = "too_many_values"
    /// A string holds bytes that are not UTF-8.
    case invalidUTF8 = "invalid_utf8"
    /// An escape names half of a surrogate pair without the other.
    case loneSurrogate = "lone_surrogate"
    /// A string holds a byte below 0x20 that is not escaped.
    case controlCharacter = "control_character"
    /// A number is not written as JSON writes one, as in `01`, `+1`, `1.` or `.5`.
    case invalidNumber = "invalid_number"
    /// A backslash is not followed by an escape that JSON has.
    case invalidEscape = "invalid_escape"
  }

  /// An error from its reason and place.
  public init(_ reason: Reason, at byteOffset: Int) {
    self.reason = reason
    self.byteOffset = byteOffset
  }
}
