import Foundation
import ProviderTesting
import StrictJSON
import Testing

@Suite struct JSONNumberTests {
  @Test(arguments: [
    (0, "0.0"), (-0.0, "-0.0"), (1, "1.0"), (-1, "-1.0"), (300, "300.0"), (0.1, "0.1"),
    (0.1 + 0.2, "0.30000000000000004"), (1e15, "1000000000000000.0"), (1e16, "1e+16"),
    (1e21, "1e+21"), (-1e21, "-1e+21"), (1e-5, "1e-05"), (1.5e300, "1.5e+300"),
    (.leastNonzeroMagnitude, "5e-324"), (.greatestFiniteMagnitude, "1.7976931348623157e+308"),
    (.leastNormalMagnitude, "2.2250738585072014e-308"), (1.0.nextUp, "1.0000000000000002"),
    (1.0 / 3, "0.3333333333333333"),
  ])
  func `a number is written in the shortest form that reads back`(
    _ number: Double, _ text: String
  ) {
    #expect(JSON.number(number).text() == text)
  }

  @Test(arguments: Binades.all)
  func `Foundation reads every number back to the last bit`(_ binades: Binades) throws {
    let text = JSON.array(binades.numbers.map(JSON.number)).utf8()
    let read = try JSONDecoder().decode([Double].self, from: Data(text))
    #expect(read.map(\.bitPattern) == binades.numbers.map(\.bitPattern))
  }

  @Test(arguments: Binades.all)
  func `every number looks like a floating-point one and like JSON`(_ binades: Binades) {
    let wrong = binades.numbers.map { JSON.number($0).text() }.filter { text in
      // RFC 8259, section 6, and a decimal point or an exponent.
      text.wholeMatch(of: /-?(0|[1-9][0-9]*)(\.[0-9]+)?(e[+-]?[0-9]+)?/) == nil
        || !text.contains(where: { $0 == "." || $0 == "e" })
    }
    #expect(wrong == [])
  }

  @Test func `the random numbers have every exponent and both signs`() {
    let numbers = Binades.all.flatMap(\.numbers)
    #expect(Set(numbers.map(\.exponentBitPattern)) == Set(0...2046))
    #expect(Set(numbers.map(\.sign)) == [.plus, .minus])
  }

  @Test func `NaN is a programming error, not text`() async {
    await #expect(processExitsWith: .failure) {
      _ = JSON.array([.number(1), .number(.nan)]).text()
    }
  }

  @Test func `an infinity is a programming error, not text`() async {
    await #expect(processExitsWith: .failure) {
      _ = JSON.number(-.infinity).utf8()
    }
  }

  /// Sixty-four neighbouring exponents, each with random numbers of both signs.
  struct Binades: Sendable, CustomTestStringConvertible {
    let first: UInt64
    let numbers: [Double]

    init(from first: UInt64) {
      var random = SeededGenerator(seed: first)
      self.first = first
      numbers = (first..<min(first + 64, 2047)).flatMap { exponent in
        (0..<8).map { _ in
          let signAndFraction = random.next() & 0x800f_ffff_ffff_ffff
          return Double(bitPattern: signAndFraction | exponent << 52)
        }
      }
    }

    static let all = stride(from: 0, to: 2047, by: 64).map { Binades(from: $0) }

    var testDescription: String { "exponents from \(first)" }
  }

  @Test(arguments: [
    ("0", 0.0), ("-0", -0.0), ("12.5", 12.5), ("1e3", 1000), ("1E+2", 100), ("1e999", .infinity),
  ])
  func `a text that is a number`(_ text: String, _ number: Double) {
    #expect(JSON.number(written: text)?.asDouble == number)
    #expect(JSON.number(written: ":\(text):".dropFirst().dropLast())?.asDouble == number)
  }

  @Test(arguments: [
    "", " ", "1 ", " 1", "+1", ".5", "1.", "01", "0x1p1", "1\u{0}", "1_0", "１", "nan", "inf", "1f",
    "-", "1e", "1,2", "[1]", "\"1\"", "true",
  ])
  func `a text that is none`(_ text: String) {
    #expect(JSON.number(written: text) == nil)
  }
}
