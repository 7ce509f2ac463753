/// How far a number at a place may be from the expected one.
package struct Tolerance: Sendable, Hashable {
  /// The places it applies to; `*` matches any key or index.
  package let at: JSONPointer
  /// The allowance in the number's own unit, at least 0.
  package let absolute: Double
  /// The allowance as a part of the expected number's magnitude, at least 0.
  package let relative: Double
  /// The number's unit, for reports.
  package let unit: String?
  /// The reason for the allowance.
  package let because: String?

  /// Creates a tolerance from its parts.
  package init(
    at: JSONPointer, absolute: Double = 0, relative: Double = 0, unit: String? = nil,
    because: String? = nil
  ) {
    self.at = at
    self.absolute = absolute
    self.relative = relative
    self.unit = unit
    self.because = because
  }

  /// How far a number may be from an expected one: the larger of the two allowances.
  package func allowance(for expected: Double) -> Double {
    max(absolute, relative * abs(expected))
  }
}
