import Foundation
import StrictJSON

extension Mismatch {
  /// One line for people: the place, what was expected, and what was received.
  package var sentence: String {
    let subject = place == .root ? "the answer" : place.description
    switch reason {
    case .missing: return "\(subject) is missing; expected \(text(expected))"
    case .unexpected: return "\(subject) is unexpected: \(text(actual))"
    case .wrongLength:
      return "\(subject) has \(text(actual)) elements, expected \(text(expected))"
    case .forbidden: return "the answer contains \(text(expected)), which is forbidden"
    case .hasNoCounterpart where expected == nil:
      return "\(subject) matches no expected element: \(text(actual))"
    case .hasNoCounterpart where actual == nil:
      return "\(subject) has nothing that matches \(text(expected))"
    case .isInAnotherOrder:
      return "\(subject) has its members in the order \(text(actual)), expected \(text(expected))"
    case .isRefused: return "\(subject) is \(text(actual)), which is not allowed"
    case .differs, .wrongType, .isWrittenOtherwise, .hasNoCounterpart, .breaksInvariant:
      return "\(subject) is \(text(actual)), expected \(text(expected))\(allowance)"
    }
  }

  private var allowance: String {
    guard let deviation, deviation.allowed > 0 else { return "" }
    let unit = deviation.unit.map { " \($0)" } ?? ""
    let times = deviation.margin.isFinite ? ", \(deviation.margin.short) times the tolerance" : ""
    return " ± \(deviation.allowed)\(unit) (off by \(deviation.distance.short)\(unit)\(times))"
  }

  private func text(_ value: JSON?) -> String {
    guard let value else { return "nothing" }
    if case .invariant(let invariant)? = Matcher(value) { return invariant.sentence }
    return Excerpt.of(value.utf8())
  }
}

extension Double {
  /// The number with three significant digits.
  var short: String { String(format: "%.3g", self) }
}
