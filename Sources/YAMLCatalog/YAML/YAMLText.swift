/// Writes single values so that every reader of YAML 1.1 or 1.2 reads them as intended.
enum YAMLText {
  /// A number in the fewest digits that represent it exactly.
  static func written(_ number: Double) -> String {
    let text = number.description
    // Minus zero keeps its point, so that every reader sees that it is not an integer.
    if number.sign == .minus, number == 0 { return text }
    if text.hasSuffix(".0") { return String(text.dropLast(2)) }
    // YAML 1.1 reads 1e-05 as a text, because a number must have a point there.
    guard let exponent = text.firstIndex(of: "e"), !text.contains(".") else { return text }
    return text[..<exponent] + ".0" + text[exponent...]
  }

  /// A text, unquoted if that is safe, otherwise in double quotes.
  static func written(_ text: String) -> String {
    isSafe(text) ? text : quoted(text)
  }

  /// A text in double quotes.
  static func quoted(_ text: String) -> String {
    // The reader searches for aliases before quotes.
    let hidesStars = AliasGuard.looksLikeAlias(text)
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\t": quoted += "\\t"
      case "*" where hidesStars: quoted += "\\x2A"
      case _ where isVisible(scalar): quoted.unicodeScalars.append(scalar)
      default: quoted += escaped(scalar)
      }
    }
    return quoted + "\""
  }

  /// Whether a text can be unquoted: it begins with a letter, continues with characters without
  /// meaning in YAML, and is not a reserved word.
  private static func isSafe(_ text: String) -> Bool {
    guard let first = text.unicodeScalars.first, first.properties.isAlphabetic,
      text.unicodeScalars.last != " ", !AliasGuard.looksLikeAlias(text)
    else { return false }
    let isPlain = text.unicodeScalars.allSatisfy { scalar in
      scalar.properties.isAlphabetic || (isVisible(scalar) && safeSigns.contains(scalar))
    }
    return isPlain && !words.contains(text.lowercased())
  }

  private static let safeSigns: Set<Unicode.Scalar> = Set(
    " 0123456789-_.,;/()+&'’–—".unicodeScalars)

  /// Words that some reader interprets as a boolean, null, or a number.
  private static let words: Set<String> = [
    "true", "false", "yes", "no", "on", "off", "y", "n", "null", "nan", "inf", "infinity",
  ]

  /// Whether a scalar may appear unescaped in a YAML text, and is visible there.
  private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x20...0x7E: true
    case 0...0xA0, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF: false
    default: scalar.properties.generalCategory != .format || scalar == "\u{200D}"
    }
  }

  private static func escaped(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    let (letter, width) =
      switch scalar.value {
      case 0...0xFF: ("x", 2)
      case 0...0xFFFF: ("u", 4)
      default: ("U", 8)
      }
    return "\\\(letter)" + String(repeating: "0", count: width - digits.count) + digits
  }
}
