import StrictJSON

/// Compares whole JSON-RPC messages; the text of an error is never compared.
extension ComparisonRules {
  /// Compares a message with its pattern; for a batch, arrays of them.
  func compareMessage(_ actual: JSON, to pattern: JSON) -> Comparison {
    if let actual = actual.elements, let patterns = pattern.elements {
      guard actual.count == patterns.count else {
        return Comparison(mismatches: [
          Mismatch(
            .wrongLength, at: .root, expected: .integer(patterns.count),
            actual: .integer(actual.count))
        ])
      }
      var whole = Comparison()
      for (index, (actual, pattern)) in zip(actual, patterns).enumerated() {
        whole.add(compareMessage(actual, to: pattern).below(String(index)))
      }
      return whole
    }
    guard let expectedError = pattern["error"], Matcher(expectedError) == nil,
      let error = actual["error"]
    else { return compare(actual, to: pattern) }
    var whole = compare(actual.without("error"), to: pattern.without("error"))
    whole.add(compareError(error, to: expectedError).below("error"))
    return whole
  }

  /// Compares an error by its code and, if the pattern has data, its data, which may contain more.
  func compareError(_ actual: JSON, to pattern: JSON) -> Comparison {
    var rules = self
    rules.isOpenEverywhere = true
    return rules.compare(actual.without("message"), to: pattern.without("message"))
  }
}

extension Comparison {
  mutating func add(_ other: Comparison) {
    mismatches += other.mismatches
    if let other = other.worst, other.margin >= worst?.margin ?? 0 { worst = other }
  }

  /// The same, for a value under a key.
  func below(_ token: String) -> Comparison {
    var moved = self
    moved.mismatches = mismatches.map { mismatch in
      Mismatch(
        mismatch.reason, at: mismatch.place.below(token), expected: mismatch.expected,
        actual: mismatch.actual, deviation: mismatch.deviation)
    }
    moved.worst = worst.map { worst in
      Deviation(
        place: worst.place.below(token), distance: worst.distance, allowed: worst.allowed,
        unit: worst.unit)
    }
    return moved
  }
}

extension JSONPointer {
  func below(_ token: String) -> JSONPointer { JSONPointer(tokens: [token] + tokens) }
}

extension JSON {
  /// The object without a key; any other value unchanged.
  func without(_ key: String) -> JSON {
    guard let members else { return self }
    return .object(members.filter { $0.key != key })
  }
}
