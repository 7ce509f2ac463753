import ConformanceKit
import StrictJSON
import TestArguments
import Testing

@Suite struct ComparisonTests {
  /// Two JSON texts.
  typealias Pair = Labelled<(String, String)>

  static let equal: [Pair] = [
    .init("null", ("null", "null")), .init("true", ("true", "true")),
    .init("1 and 1.0", ("1", "1.0")), .init("1e2 and 100", ("1e2", "100")),
    .init("-0 and 0", ("-0", "0")), .init("texts", (#""a""#, #""a""#)),
    .init("texts, one escaped", (#""\u0061""#, #""a""#)), .init("empty arrays", ("[]", "[]")),
    .init("arrays", (#"[1,"a"]"#, #"[1,"a"]"#)),
    .init("objects in another order", (#"{"a":1,"b":2}"#, #"{"b":2,"a":1}"#)),
    .init("1e999 and 1e400", ("1e999", "1e400")),
  ]

  @Test(arguments: equal)
  func `equal values match`(_ pair: Pair) throws {
    let (actual, expected) = pair.value
    #expect(ComparisonRules().compare(try JSON.parse(actual), to: try JSON.parse(expected)).isMatch)
  }

  static let different: [Labelled<(String, String, Mismatch.Reason, String)>] = [
    .init("neighbouring numbers", ("1.0000000000000002", "1", .differs, "")),
    .init("true and false", ("true", "false", .differs, "")),
    .init("true and 1", ("true", "1", .wrongType, "")),
    .init("null and 0", ("null", "0", .wrongType, "")),
    .init("1 and text", ("1", #""1""#, .wrongType, "")),
    .init("texts that look alike", (#""\u00e9""#, #""e\u0301""#, .differs, "")),
    .init("a longer array", ("[1,2]", "[1]", .wrongLength, "")),
    .init("an element", ("[1,3]", "[1,2]", .differs, "/1")),
    .init("a missing key", ("{}", #"{"a/b":1}"#, .missing, "/a~1b")),
    .init("a further key", (#"{"a":1,"b":2}"#, #"{"a":1}"#, .unexpected, "/b")),
    .init("a deep value", (#"{"a":{"b":[1]}}"#, #"{"a":{"b":[2]}}"#, .differs, "/a/b/0")),
    .init("an object and an array", ("{}", "[]", .wrongType, "")),
    .init("infinity and a number", ("1e999", "1", .differs, "")),
  ]

  @Test(arguments: different)
  func `differences are reported with their places`(
    _ labelled: Labelled<(String, String, Mismatch.Reason, String)>
  ) throws {
    let (actual, expected, reason, place) = labelled.value
    let mismatches = ComparisonRules()
      .compare(try JSON.parse(actual), to: try JSON.parse(expected)).mismatches
    #expect(mismatches.map(\.reason) == [reason])
    #expect(mismatches.map(\.place.description) == [place])
  }

  @Test func `additional keys are allowed only in an open object`() throws {
    let rules = ComparisonRules(open: [try #require(JSONPointer("/list/*"))])
    func matches(_ actual: String, _ expected: String = #"{"list":[{"a":1}]}"#) throws -> Bool {
      rules.compare(try JSON.parse(actual), to: try JSON.parse(expected)).isMatch
    }
    #expect(try matches(#"{"list":[{"a":1,"b":2}]}"#))
    #expect(try !matches(#"{"list":[{"a":1}],"b":2}"#))
    #expect(try !matches(#"{"list":[{"a":{"c":2}}]}"#, #"{"list":[{"a":{}}]}"#))
  }

  @Test func `at most a hundred mismatches are reported`() {
    let many = JSON.array((0..<1000).map { .integer($0) })
    let none = JSON.array((0..<1000).map { _ in .integer(-1) })
    #expect(ComparisonRules().compare(many, to: none).mismatches.count == 100)
  }
}
