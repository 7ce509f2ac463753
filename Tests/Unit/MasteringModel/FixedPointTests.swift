import MasteringModel
import Testing

@Suite struct FixedPointTests {
  @Test(arguments: [
    Fixed(-14.4, 1, "−14.4", signed: "−14.4"),
    Fixed(1.47, 2, "1.47", signed: "+1.47"),
    Fixed(300, 0, "300", signed: "+300"),
    Fixed(0, 1, "0.0", signed: "0.0"),
    Fixed(0, 0, "0", signed: "0"),
    Fixed(7, 5, "7.00000", signed: "+7.00000"),
    Fixed(0.005, 3, "0.005", signed: "+0.005"),
    Fixed(1234.5678, 2, "1234.57", signed: "+1234.57"),
  ])
  func `a number has the requested decimals, and a sign if requested`(_ fixed: Fixed) {
    #expect(fixed.unsigned == fixed.expected)
    #expect(fixed.signed == fixed.expectedSigned)
  }

  @Test(arguments: [
    Fixed(0.5, 0, "1", signed: "+1"), Fixed(-0.5, 0, "−1", signed: "−1"),
    Fixed(1.5, 0, "2", signed: "+2"), Fixed(2.5, 0, "3", signed: "+3"),
    Fixed(0.125, 2, "0.13", signed: "+0.13"), Fixed(-0.125, 2, "−0.13", signed: "−0.13"),
    Fixed(0.5.nextDown, 0, "0", signed: "0"),
  ])
  func `halves are rounded away from zero`(_ fixed: Fixed) {
    #expect(fixed.unsigned == fixed.expected)
    #expect(fixed.signed == fixed.expectedSigned)
  }

  @Test(arguments: [
    Fixed(-0.0, 1, "0.0", signed: "0.0"), Fixed(-0.04, 1, "0.0", signed: "0.0"),
    Fixed(-1e-300, 2, "0.00", signed: "0.00"),
    Fixed(-.leastNonzeroMagnitude, 0, "0", signed: "0"),
    Fixed(1e-300, 2, "0.00", signed: "0.00"),
  ])
  func `a number that rounds to zero has no sign`(_ fixed: Fixed) {
    #expect(fixed.unsigned == fixed.expected)
    #expect(fixed.signed == fixed.expectedSigned)
  }

  @Test(arguments: [
    Fixed(999_999_999_999_999, 0, "999999999999999", signed: "+999999999999999"),
    Fixed(1e15, 0, "1000000000000000.0", signed: "+1000000000000000.0"),
    Fixed(1e21, 2, "1e+21", signed: "+1e+21"),
    Fixed(-1.5e300, 2, "−1.5e+300", signed: "−1.5e+300"),
    Fixed(.infinity, 1, "inf", signed: "+inf"), Fixed(-.infinity, 1, "−inf", signed: "−inf"),
    Fixed(.nan, 1, "nan", signed: "nan"),
  ])
  func `numbers too large for decimals are written as Swift writes them`(_ fixed: Fixed) {
    #expect(fixed.unsigned == fixed.expected)
    #expect(fixed.signed == fixed.expectedSigned)
  }

  @Test func `the minus sign is a real minus, not a hyphen`() {
    #expect((-1.0).fixed(0).unicodeScalars.first == "\u{2212}")
  }

  @Test(arguments: [
    (0, "0 %"), (0.331, "33 %"), (0.5, "50 %"), (1, "100 %"), (0.125, "13 %"), (0.001, "0 %"),
    (0.994, "99 %"), (0.999, "100 %"), (-0.25, "−25 %"),
  ])
  func `a fraction is written in whole percent`(_ fraction: Double, _ text: String) {
    #expect(fraction.percent == text)
  }

  /// A number, its decimals and the expected texts.
  struct Fixed: Sendable, CustomTestStringConvertible {
    let number: Double
    let decimals: Int
    let expected: String
    let expectedSigned: String

    init(_ number: Double, _ decimals: Int, _ expected: String, signed: String) {
      self.number = number
      self.decimals = decimals
      self.expected = expected
      self.expectedSigned = signed
    }

    var unsigned: String { number.fixed(decimals) }
    var signed: String { number.fixed(decimals, signed: true) }
    var testDescription: String { "\(number) with \(decimals) decimals" }
  }
}
