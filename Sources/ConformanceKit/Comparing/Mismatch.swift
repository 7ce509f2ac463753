package import StrictJSON

/// A place at which an answer is not what was expected.
package struct Mismatch: Sendable, Hashable {
  /// The place in the answer.
  package let place: JSONPointer
  /// What was expected; nil if nothing was.
  package let expected: JSON?
  /// What was received; nil if nothing was.
  package let actual: JSON?
  /// The allowed and the actual deviation of the number.
  package let deviation: Deviation?
  /// What is wrong.
  package let reason: Reason

  /// The kinds of mismatches.
  package enum Reason: String, Sendable, Hashable {
    case differs
    case missing
    case unexpected
    case wrongType = "has a different type"
    case wrongLength = "has a different number of elements"
    case isWrittenOtherwise = "is written differently"
    case isInAnotherOrder = "has its members in a different order"
    case hasNoCounterpart = "has no counterpart"
    case breaksInvariant = "breaks an invariant"
    case isRefused = "has a forbidden value"
    case forbidden = "contains forbidden text"
  }

  /// Creates a mismatch from its parts.
  package init(
    _ reason: Reason, at place: JSONPointer, expected: JSON?, actual: JSON?,
    deviation: Deviation? = nil
  ) {
    self.reason = reason
    self.place = place
    self.expected = expected
    self.actual = actual
    self.deviation = deviation
  }
}

/// The distance of a number from the expected one, and the allowed distance.
package struct Deviation: Sendable, Hashable {
  /// The place of the number.
  package let place: JSONPointer
  /// The distance, at least 0; infinite if a number overflows binary64.
  package let distance: Double
  /// The largest distance that passes, at least 0.
  package let allowed: Double
  /// The unit of both.
  package let unit: String?

  /// The margin: distance / allowed. At most 1 passes; infinite if no deviation was allowed.
  package var margin: Double {
    if distance == 0 { 0 } else if allowed == 0 { .infinity } else { distance / allowed }
  }
}
