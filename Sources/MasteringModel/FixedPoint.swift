extension Double {
  /// The number with this many decimals and a typographic minus: "−14.4", "+1.47", "0.0".
  ///
  /// Halves are rounded away from zero. Never "−0.0". From 10¹⁵ units of the last decimal up, the
  /// digits are those that Swift prints; NaN is "nan".
  package func fixed(_ decimals: Int, signed: Bool = false) -> String {
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    let units = (magnitude * scale).rounded()
    let digits = units < 1e15 ? Self.digits(of: Int(units), decimals) : magnitude.description
    if units == 0 || isNaN { return digits }
    return self < 0 ? "−" + digits : signed ? "+" + digits : digits
  }

  /// This many units of the last decimal, written with the point in its place.
  private static func digits(of units: Int, _ decimals: Int) -> String {
    var digits = String(units)
    guard decimals > 0 else { return digits }
    digits = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    digits.insert(".", at: digits.index(digits.endIndex, offsetBy: -decimals))
    return digits
  }

  /// A fraction as a whole percentage: "33 %".
  package var percent: String { (self * 100).fixed(0) + " %" }
}
