import SeededRandomness
import StrictJSON

/// Draws values on which ports may differ: edges, ties, numbers in several notations.
struct FuzzValues {
  var random: SplitMix64

  init(seed: UInt64) {
    random = SplitMix64(seed: seed)
  }

  mutating func index(below bound: Int) -> Int { random.nextIndex(below: bound) }

  mutating func happens(oneIn count: Int) -> Bool { index(below: count) == 0 }

  mutating func one<Element>(of elements: [Element]) -> Element {
    elements[index(below: elements.count)]
  }

  mutating func number(in range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * random.nextUnit()
  }

  /// A multiple of 1/8, so that sums, halves and ties are exact.
  mutating func eighth(in range: ClosedRange<Int>) -> Double {
    Double(range.lowerBound * 8 + index(below: (range.upperBound - range.lowerBound) * 8 + 1)) / 8
  }

  /// A number, sometimes changed by one unit in the last place.
  mutating func near(_ number: Double) -> Double {
    switch index(below: 4) {
    case 0: number.nextUp
    case 1: number.nextDown
    default: number
    }
  }

  /// A number as JSON in any notation: `2`, `2.0`, `2e0`.
  mutating func written(_ number: Double) -> JSON {
    guard number == number.rounded(), abs(number) < 1e15 else { return .number(number) }
    switch index(below: 5) {
    case 0: return .integer(Int(number))
    case 1: return .numeral("\(Int(number))e0")
    case 2: return .numeral("\(Int(number)).00")
    default: return .number(number)
    }
  }

  mutating func writtenInteger(_ number: Int) -> JSON {
    switch index(below: 6) {
    case 0: .number(Double(number))
    case 1: .numeral("\(number)e0")
    default: .integer(number)
    }
  }

  /// Any JSON value, usually of the wrong type.
  mutating func anything() -> JSON {
    let edges: [JSON] = [
      .null, .bool(true), .bool(false), .integer(0), .integer(-1), .numeral("-0"), .number(0.5),
      .numeral("1e999"), .numeral("-1e999"), .numeral("9007199254740992"),
      .numeral("9007199254740993"), .numeral("1e400"), .number(Double.leastNonzeroMagnitude), "",
      "text", "\u{0}", "é",
      "1", [], [.integer(1)], [:], ["a": .integer(1)], .number(1.0), .number(-1.5),
    ]
    return one(of: edges)
  }
}
