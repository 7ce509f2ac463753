package import StrictJSON

/// The result of comparing an answer with the expected one.
package struct Comparison: Sendable, Hashable {
  /// The first hundred differences, in the order of the pattern.
  package internal(set) var mismatches: [Mismatch] = []
  /// The number with the largest margin among those that may differ.
  package internal(set) var worst: Deviation?

  /// Whether nothing differs.
  package var isMatch: Bool { mismatches.isEmpty }
}

/// The rules for comparing answers: tolerances of numbers, and where additional keys are allowed.
package struct ComparisonRules: Sendable {
  /// The last one that matches a place applies.
  package var tolerances: [Tolerance]
  /// The objects in which keys that the pattern lacks are allowed.
  package var open: [JSONPointer]
  /// Whether they are allowed everywhere.
  package var isOpenEverywhere: Bool

  /// Rules; without any, numbers are equal as binary64 and objects have the same keys.
  package init(
    tolerances: [Tolerance] = [], open: [JSONPointer] = [], isOpenEverywhere: Bool = false
  ) {
    self.tolerances = tolerances
    self.open = open
    self.isOpenEverywhere = isOpenEverywhere
  }

  /// Compares a value with a pattern, in which matchers may stand for values.
  ///
  ///     let rules = ComparisonRules(tolerances: [Tolerance(at: JSONPointer("/x")!, absolute: 0.5)])
  ///     rules.compare(["x": .number(1.25)], to: ["x": .integer(1)]).worst?.margin  // 0.5
  package func compare(_ actual: JSON, to pattern: JSON) -> Comparison {
    var comparer = Comparer(rules: self, place: .root)
    comparer.compare(actual, to: pattern)
    return comparer.comparison
  }

  func tolerance(at place: JSONPointer) -> Tolerance? {
    tolerances.last { PointerPattern($0.at).matches(place) }
  }

  func isOpen(_ place: JSONPointer) -> Bool {
    isOpenEverywhere || open.contains { PointerPattern($0).matches(place) }
  }
}

/// Walks a value and its pattern in parallel.
struct Comparer {
  private static let mostMismatches = 100

  let rules: ComparisonRules
  private(set) var place: JSONPointer
  private(set) var comparison = Comparison()

  init(rules: ComparisonRules, place: JSONPointer) {
    self.rules = rules
    self.place = place
  }

  mutating func compare(_ actual: JSON, to pattern: JSON) {
    if let matcher = Matcher(pattern) { return compare(actual, to: matcher, pattern) }
    switch (actual, pattern) {
    case (.null, .null): break
    case (.bool(let actual), .bool(let expected)) where actual == expected: break
    case (.string(let actual), .string(let expected))
    where actual.utf8.elementsEqual(expected.utf8):
      break
    case (.array(let actual), .array(let expected)): compare(actual, to: expected)
    case (.object, .object(let expected)): compare(actual, toMembers: expected)
    default:
      if let expected = pattern.asDouble, actual.asDouble != nil {
        compareNumber(actual, to: expected, pattern, within: rules.tolerance(at: place))
      } else {
        note(JSONType.sameType(actual, pattern) ? .differs : .wrongType, pattern, actual)
      }
    }
  }

  // MARK: Numbers

  private mutating func compareNumber(
    _ actual: JSON, to expected: Double, _ pattern: JSON, within tolerance: Tolerance?
  ) {
    guard let number = actual.asDouble else { return note(.wrongType, pattern, actual) }
    let deviation = Deviation(
      place: place, distance: number == expected ? 0 : abs(number - expected),
      allowed: tolerance?.allowance(for: expected) ?? 0, unit: tolerance?.unit)
    // The difference of two infinities is NaN, which neither passes nor has a margin.
    let passes = deviation.distance <= deviation.allowed
    if tolerance != nil, !deviation.margin.isNaN, deviation.margin >= comparison.worst?.margin ?? 0
    {
      comparison.worst = deviation
    }
    if !passes { note(.differs, pattern, actual, deviation) }
  }

  // MARK: Arrays and objects

  private mutating func compare(_ actual: [JSON], to expected: [JSON]) {
    if actual.count != expected.count {
      note(.wrongLength, .integer(expected.count), .integer(actual.count))
    }
    for (index, (element, pattern)) in zip(actual, expected).enumerated() {
      place.push(String(index))
      compare(element, to: pattern)
      place.pop()
    }
  }

  private mutating func compare(_ actual: JSON, toMembers expected: [JSON.Member]) {
    for member in expected {
      place.push(member.key)
      defer { place.pop() }
      let value = actual[member.key]
      if case .absent? = Matcher(member.value) {
        if let value { note(.unexpected, nil, value) }
      } else if let value {
        compare(value, to: member.value)
      } else {
        note(.missing, member.value, nil)
      }
    }
    guard !rules.isOpen(place) else { return }
    let known = JSON.object(expected)
    for member in actual.members ?? [] where known[member.key] == nil {
      place.push(member.key)
      note(.unexpected, nil, member.value)
      place.pop()
    }
  }

  // MARK: Matchers

  private mutating func compare(_ actual: JSON, to matcher: Matcher, _ pattern: JSON) {
    switch matcher {
    case .any(let type):
      if !type.holds(actual) { note(.wrongType, pattern, actual) }
    case .anyOf(let patterns):
      let comparisons = patterns.map { compared(actual, to: $0) }
      if let match = comparisons.first(where: \.isMatch) {
        take(match)
      } else {
        note(.hasNoCounterpart, pattern, actual)
      }
    case .all(let patterns):
      for pattern in patterns { compare(actual, to: pattern) }
    case .unordered(let patterns): compareUnordered(actual, to: patterns, pattern)
    case .prefix(let start):
      if actual.asString?.utf8.starts(with: start.utf8) != true { note(.differs, pattern, actual) }
    case .pattern(let expression):
      // Checked when the suite was read.
      let text = actual.asString ?? ""
      let matches = (try? Regex(expression).wholeMatch(in: text)) ?? nil
      if actual.asString == nil || matches == nil { note(.differs, pattern, actual) }
    case .elements(let count, let places): compare(actual, count: count, places, pattern)
    case .contains(let wanted):
      let holds = actual.elements?.contains { compared($0, to: wanted).isMatch } ?? false
      if !holds { note(.hasNoCounterpart, pattern, actual) }
    case .not(let refused):
      if compared(actual, to: refused).isMatch { note(.isRefused, pattern, actual) }
    case .absent: note(.unexpected, nil, actual)
    case .float(let expected):
      if actual.isWrittenWhole { return note(.isWrittenOtherwise, pattern, actual) }
      compareNumber(actual, to: expected, pattern, within: rules.tolerance(at: place))
    case .integer(let expected):
      if actual.asDouble != nil, !actual.isWrittenWhole {
        return note(.isWrittenOtherwise, pattern, actual)
      }
      if actual != .integer(expected) { note(.differs, pattern, actual) }
    case .near(let expected, let tolerance):
      compareNumber(actual, to: expected, pattern, within: tolerance)
    case .text(let text):
      if actual.text() != text { note(.isWrittenOtherwise, pattern, actual) }
    case .order(let keys):
      guard let members = actual.members else { return note(.wrongType, pattern, actual) }
      let there = members.map(\.key).filter(keys.contains)
      let wanted = keys.filter(there.contains)
      if there != wanted {
        note(
          .isInAnotherOrder, .array(wanted.map { .string($0) }), .array(there.map { .string($0) }))
      }
    case .invariant(let invariant):
      if !invariant.holds(actual) { note(.breaksInvariant, pattern, actual) }
    }
  }

  private mutating func compare(
    _ actual: JSON, count: Int, _ places: [(index: Int, pattern: JSON)], _ pattern: JSON
  ) {
    guard let elements = actual.elements else { return note(.wrongType, pattern, actual) }
    guard elements.count == count else {
      return note(.wrongLength, .integer(count), .integer(elements.count))
    }
    for (index, pattern) in places {
      place.push(String(index))
      compare(elements[index], to: pattern)
      place.pop()
    }
  }

  private mutating func compareUnordered(_ actual: JSON, to patterns: [JSON], _ pattern: JSON) {
    guard let elements = actual.elements else { return note(.wrongType, pattern, actual) }
    guard elements.count == patterns.count else {
      return note(.wrongLength, .integer(patterns.count), .integer(elements.count))
    }
    let comparisons = patterns.map { pattern in elements.map { compared($0, to: pattern) } }
    let pairs = Pairing.largest(patterns.count, elements.count) { comparisons[$0][$1].isMatch }
    for (index, partner) in pairs.enumerated() {
      if let partner { take(comparisons[index][partner]) }
    }
    for (index, pattern) in patterns.enumerated() where pairs[index] == nil {
      note(.hasNoCounterpart, pattern, nil)
    }
    for (index, element) in elements.enumerated() where !pairs.contains(index) {
      place.push(String(index))
      note(.hasNoCounterpart, nil, element)
      place.pop()
    }
  }

  private func compared(_ actual: JSON, to pattern: JSON) -> Comparison {
    var comparer = Comparer(rules: rules, place: place)
    comparer.compare(actual, to: pattern)
    return comparer.comparison
  }

  private mutating func take(_ other: Comparison) {
    if let worst = other.worst, worst.margin >= comparison.worst?.margin ?? 0 {
      comparison.worst = worst
    }
  }

  private mutating func note(
    _ reason: Mismatch.Reason, _ expected: JSON?, _ actual: JSON?, _ deviation: Deviation? = nil
  ) {
    guard comparison.mismatches.count < Self.mostMismatches else { return }
    comparison.mismatches.append(
      Mismatch(reason, at: place, expected: expected, actual: actual, deviation: deviation))
  }
}

extension JSON {
  /// Whether this is a number written without fraction and exponent.
  var isWrittenWhole: Bool {
    switch self {
    case .integer: true
    case .numeral(let text): !text.contains { ".eE".contains($0) }
    default: false
    }
  }
}

extension JSONType {
  fileprivate static func sameType(_ one: JSON, _ other: JSON) -> Bool {
    allCases.contains { $0.holds(one) && $0.holds(other) }
  }
}

/// The largest set of pairs between two lists in which only some pairs are allowed.
enum Pairing {
  /// For each of the first list, its partner's index in the second.
  ///
  /// By augmenting paths (Kuhn, "The Hungarian method", 1955): a greedy choice could take the only
  /// partner that a later pattern needs.
  static func largest(
    _ count: Int, _ otherCount: Int, _ fits: (Int, Int) -> Bool
  ) -> [Int?] {
    var owner = [Int?](repeating: nil, count: otherCount)
    /// Finds a partner for one, for which others may have to change theirs. A loop rather than
    /// recursion, because all of them may have to.
    func seat(_ one: Int) {
      var asked: Set<Int> = []
      // The path so far, each with the partner that it would take.
      var path = [(one: one, other: -1)]
      while let (one, last) = path.popLast() {
        let next = (last + 1..<otherCount).first { fits(one, $0) && asked.insert($0).inserted }
        guard let next else { continue }
        path.append((one, next))
        guard let current = owner[next] else {
          for (one, other) in path { owner[other] = one }
          return
        }
        path.append((current, -1))
      }
    }
    for one in 0..<count { seat(one) }
    return (0..<count).map { one in owner.firstIndex(of: one) }
  }
}
