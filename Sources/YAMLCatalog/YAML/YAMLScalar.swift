/// A single value in YAML: the text as written, and its kind in YAML.
struct YAMLScalar: Sendable, Equatable {
  /// The text without its quotes, escapes resolved.
  let text: String
  let kind: Kind

  /// The kind of a scalar in YAML.
  enum Kind: Sendable, Equatable {
    /// Quoted, or plain and of no other kind.
    case text
    /// Only digits, with or without a sign.
    case wholeNumber
    /// A decimal number with a point or an exponent.
    case number
    /// `.nan`, `.inf`, `-.inf`.
    case notFinite(Double)
    /// A number in a notation that JSON lacks: `0x1F`, `01750`, `1_000`, `1:30`, `+1.5`, `.5`, `1.`
    case numberInOtherNotation
    /// `true`, `false`, and their synonyms in YAML 1.1: `yes`, `no`, `on`, `off`.
    case boolean
    /// `null`, `~`, or nothing at all.
    case null
    /// With a tag (`!!binary`, `!mine`) that this format does not support.
    case tagged(String)

    var name: String {
      switch self {
      case .text: "text"
      case .wholeNumber, .number: "number"
      case .notFinite: "number that is not finite"
      case .numberInOtherNotation: "number in a notation that JSON lacks"
      case .boolean: "boolean"
      case .null: "null"
      case .tagged(let tag): "value tagged \(tag)"
      }
    }
  }

  /// Whether it has a tag that this format does not support.
  var isTagged: Bool {
    if case .tagged = kind { true } else { false }
  }

  /// A scalar in quotes or tagged as text.
  init(quoted text: String) {
    self.text = text
    kind = .text
  }

  /// A scalar with a tag for neither text nor null.
  init(_ text: String, tagged tag: String) {
    self.text = text
    kind = .tagged(tag)
  }

  /// A plain scalar, whose kind follows from its form.
  ///
  /// By YAML 1.2's core schema and the boolean words of YAML 1.1: authors who write `no` for Norway
  /// are warned, whichever version of YAML they are used to.
  init(plain text: String) {
    self.text = text
    kind = Self.kind(ofPlain: text)
  }

  private static func kind(ofPlain text: String) -> Kind {
    switch text {
    case "", "~", "null", "Null", "NULL": return .null
    case "true", "True", "TRUE", "false", "False", "FALSE", "yes", "Yes", "YES", "no", "No", "NO",
      "on", "On", "ON", "off", "Off", "OFF":
      return .boolean
    case ".nan", ".NaN", ".NAN": return .notFinite(.nan)
    case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": return .notFinite(.infinity)
    case "-.inf", "-.Inf", "-.INF": return .notFinite(-.infinity)
    default: break
    }
    let isSigned = text.utf8.first == UInt8(ascii: "-") || text.utf8.first == UInt8(ascii: "+")
    let body = isSigned ? text.utf8.dropFirst() : text.utf8[...]
    if let (kind, isJSON) = decimalKind(of: body) {
      return isJSON && text.utf8.first != UInt8(ascii: "+") ? kind : .numberInOtherNotation
    }
    return isInOtherNotation(body) ? .numberInOtherNotation : .text
  }

  /// Digits, at most one point among or next to them, and an exponent; and whether it is in JSON's
  /// form: without a leading zero, and with digits on both sides of the point. YAML readers
  /// disagree on the others; 01750 is 1000 to some.
  private static func decimalKind(
    of text: Substring.UTF8View
  ) -> (kind: Kind, isJSON: Bool)? {
    var rest = text
    let whole = takeDigits(from: &rest)
    let isJSON = whole == 1 || whole > 1 && text.first != UInt8(ascii: "0")
    if rest.isEmpty { return whole > 0 ? (.wholeNumber, isJSON) : nil }
    var fraction: Int?
    if rest.first == UInt8(ascii: ".") {
      rest.removeFirst()
      fraction = takeDigits(from: &rest)
    }
    guard whole + (fraction ?? 0) > 0 else { return nil }
    if let mark = rest.first, mark == UInt8(ascii: "e") || mark == UInt8(ascii: "E") {
      rest.removeFirst()
      if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
        rest.removeFirst()
      }
      guard takeDigits(from: &rest) > 0 else { return nil }
    }
    return rest.isEmpty ? (.number, isJSON && fraction != 0) : nil
  }

  /// Drops leading digits and returns how many they were.
  private static func takeDigits(from text: inout Substring.UTF8View) -> Int {
    let digits = text.prefix { (0x30...0x39).contains($0) }.count
    text.removeFirst(digits)
    return digits
  }

  /// `0x1F`, `0o17`, `0b1`, or digits with `_` or `:` among them.
  private static func isInOtherNotation(_ text: Substring.UTF8View) -> Bool {
    guard let first = text.first, (0x30...0x39).contains(first) else { return false }
    let lowercased = Substring(text).lowercased()
    for (prefix, digits) in [("0x", "0123456789abcdef_"), ("0o", "01234567_"), ("0b", "01_")]
    where lowercased.hasPrefix(prefix) && lowercased.count > 2 {
      return lowercased.dropFirst(2).allSatisfy(digits.contains)
    }
    return text.allSatisfy { (0x30...0x39).contains($0) || [0x2E, 0x3A, 0x5F].contains($0) }
      && text.contains { $0 == 0x3A || $0 == 0x5F }
  }
}
