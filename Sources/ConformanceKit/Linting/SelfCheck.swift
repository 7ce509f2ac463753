package import StrictJSON

/// Shows that the comparisons of a case can fail: a correct answer passes, and every single mistake
/// in it fails.
package struct SelfCheck {
  /// How many places are tried that differ only in their indices, as in a plan of a thousand
  /// chunks.
  private static let mostAlike = 8

  private let rules: ComparisonRules

  /// A check of comparisons by these rules.
  package init(rules: ComparisonRules) {
    self.rules = rules
  }

  /// The flaws of comparing with a pattern; empty if every mistake is noticed.
  package func flaws(of pattern: JSON) -> [String] {
    // Any answer to an earlier step.
    let pattern = pattern.replacingCaptures { _ in "captured" }
    guard let right = Specimen.value(of: pattern) else { return [] }
    guard rules.compare(right, to: pattern).isMatch else {
      return ["an answer built from the expected value fails"]
    }
    var alike: [[String]: Int] = [:]
    return right.leaves.filter { place in
      let kind = place.tokens.map { Int($0) == nil ? $0 : "*" }
      alike[kind, default: 0] += 1
      return alike[kind, default: 0] <= Self.mostAlike
    }.flatMap { flaws(at: $0, right, pattern) }
  }

  private func flaws(at place: JSONPointer, _ right: JSON, _ pattern: JSON) -> [String] {
    guard let value = right[place] else { return [] }
    var flaws: [String] = []
    func expect(_ passes: Bool, _ changed: JSON, _ words: String) {
      let comparison = rules.compare(right.replacing(place, with: changed), to: pattern)
      if comparison.isMatch != passes { flaws.append("\(place): \(words)") }
    }
    // A place that a matcher leaves open is intentional.
    guard !isLeftOpen(place, pattern) else { return [] }
    if let number = value.asDouble, let tolerance = rules.tolerance(at: place) {
      let allowance = tolerance.allowance(for: number)
      expect(true, .number(number + allowance / 2), "off by half the tolerance, it fails")
      expect(true, .number(number - allowance / 2), "off by half the tolerance, it fails")
      expect(false, .number(number + 2 * allowance), "off by twice the tolerance, it passes")
      expect(false, .number(number - 2 * allowance), "off by twice the tolerance, it passes")
    } else if let number = value.asDouble, number.isFinite {
      expect(false, .number(number.nextUp), "the next larger number passes")
    }
    expect(false, Self.other(than: value), "a different value passes")
    return flaws
  }

  /// Whether the pattern has a matcher on the way to the place, or a number's own allowance there.
  private func isLeftOpen(_ place: JSONPointer, _ pattern: JSON) -> Bool {
    var value: JSON? = pattern
    for token in place.tokens {
      guard let current = value else { return true }
      if Matcher(current) != nil { return true }
      value = current[JSONPointer(tokens: [token])]
    }
    return value.map { Matcher($0) != nil } ?? true
  }

  private static func other(than value: JSON) -> JSON {
    switch value {
    case .string(let text): .string(text + "x")
    case .bool(let bool): .bool(!bool)
    case .null: .integer(0)
    case .array, .object: .null
    case .integer, .number, .numeral: .null
    }
  }
}
