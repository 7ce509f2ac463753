import ConformanceKit
import StrictJSON
import Testing

@Suite struct ToleranceTests {
  private func compare(
    _ actual: Double, to expected: Double, _ tolerances: (String, Double, Double)...
  ) throws -> Comparison {
    let rules = ComparisonRules(
      tolerances: try tolerances.map { at, absolute, relative in
        Tolerance(
          at: try #require(JSONPointer(at)), absolute: absolute, relative: relative, unit: "Hz")
      })
    return rules.compare(["x": [.number(actual)]], to: ["x": [.number(expected)]])
  }

  @Test(arguments: [1.5, 0.5, 1.25, 1.0])
  func `a number within its tolerance passes, limit included`(_ actual: Double) throws {
    #expect(try compare(actual, to: 1, ("/x/0", 0.5, 0)).isMatch)
  }

  @Test(arguments: [(1.5).nextUp, 0.4999, 3, -1])
  func `a number beyond its tolerance fails`(_ actual: Double) throws {
    let comparison = try compare(actual, to: 1, ("/x/0", 0.5, 0))
    #expect(!comparison.isMatch)
    #expect(comparison.mismatches.first?.deviation?.allowed == 0.5)
  }

  @Test func `the larger of absolute and relative tolerance applies`() throws {
    #expect(try compare(101, to: 100, ("/x/0", 0.5, 0.01)).isMatch)
    #expect(try compare(-101, to: -100, ("/x/0", 0.5, 0.01)).isMatch)
    #expect(try !compare(101.5, to: 100, ("/x/0", 0.5, 0.01)).isMatch)
    #expect(try compare(0.4, to: 0, ("/x/0", 0.5, 0.01)).isMatch)
  }

  @Test func `the last tolerance that matches the place applies`() throws {
    #expect(try !compare(1.5, to: 1, ("/x/*", 1, 0), ("/x/0", 0.1, 0)).isMatch)
    #expect(try compare(1.5, to: 1, ("/x/0", 0.1, 0), ("/x/*", 1, 0)).isMatch)
    #expect(try compare(1.5, to: 1, ("/x/0", 1, 0), ("/y/0", 0.1, 0)).isMatch)
    #expect(try !compare(1.5, to: 1, ("/x", 1, 0)).isMatch)
  }

  @Test func `the margin is the deviation divided by the tolerance`() throws {
    let worst = try #require(try compare(1.125, to: 1, ("/x/0", 0.5, 0)).worst)
    #expect(worst.margin == 0.25)
    #expect(worst.place.description == "/x/0")
    #expect(worst.unit == "Hz")
    #expect(try compare(1, to: 1).worst == nil)
    #expect(try compare(3, to: 1, ("/x/0", 0.5, 0)).worst?.margin == 4)
  }

  @Test func `the worst of several margins is reported`() {
    let rules = ComparisonRules(tolerances: [Tolerance(at: JSONPointer(tokens: ["*"]), absolute: 1)]
    )
    let comparison = rules.compare([1.25, 2.5, 3.125].json, to: [1.0, 2.0, 3.0].json)
    #expect(comparison.worst?.place.description == "/1")
    #expect(comparison.worst?.margin == 0.5)
  }

  @Test func `infinity is never within a tolerance`() throws {
    let rules = ComparisonRules(tolerances: [Tolerance(at: .root, absolute: 1e308, relative: 1)])
    #expect(!rules.compare(.numeral("1e999"), to: .integer(1)).isMatch)
    #expect(rules.compare(.numeral("1e999"), to: .numeral("1e999")).isMatch)
  }
}

extension [Double] {
  fileprivate var json: JSON { .array(map { .number($0) }) }
}
