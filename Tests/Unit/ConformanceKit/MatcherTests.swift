import ConformanceKit
import StrictJSON
import Testing

@Suite struct MatcherTests {
  /// A pattern as text, values that match it, and values that do not.
  struct Example: Sendable, CustomTestStringConvertible {
    let pattern: String
    let matching: [String]
    let others: [String]
    var testDescription: String { pattern }
  }

  static let examples: [Example] = [
    .init(pattern: #"{"$any":"string"}"#, matching: [#""""#, #""a""#], others: ["1", "null"]),
    .init(
      pattern: #"{"$any":"number"}"#, matching: ["1", "1.5", "1e9"], others: [#""1""#, "true"]),
    .init(
      pattern: #"{"$any":"integer"}"#, matching: ["1", "-3"], others: ["1.0", "1e0", #""1""#]),
    .init(pattern: #"{"$any":"boolean"}"#, matching: ["true", "false"], others: ["0", "null"]),
    .init(pattern: #"{"$any":"object"}"#, matching: ["{}", #"{"a":1}"#], others: ["[]", "null"]),
    .init(pattern: #"{"$any":"array"}"#, matching: ["[]", "[1]"], others: ["{}", #""[]""#]),
    .init(pattern: #"{"$any":"null"}"#, matching: ["null"], others: ["0", "false", "{}"]),
    .init(
      pattern: #"{"$anyOf":[1,"a"]}"#, matching: ["1", "1.0", #""a""#], others: ["2", "null"]),
    .init(
      pattern: #"{"$unordered":[1,{"$any":"integer"},2]}"#,
      matching: ["[1,2,3]", "[3,2,1]", "[2,1,1]"], others: ["[1,3,4]", "[1,2]", "{}", "[1,2,3,4]"]),
    .init(pattern: #"{"$prefix":"ab"}"#, matching: [#""ab""#, #""abc""#], others: [#""a""#, "1"]),
    .init(pattern: #"{"a":{"$absent":true}}"#, matching: ["{}"], others: [#"{"a":null}"#]),
    .init(
      pattern: #"{"$float":2}"#, matching: ["2.0", "2e0", "2.00"], others: ["2", "2.5", #""2.0""#]),
    .init(pattern: #"{"$integer":2}"#, matching: ["2"], others: ["2.0", "2e0", "3", #""2""#]),
    .init(
      pattern: #"{"$near":{"value":1,"absolute":0.5}}"#, matching: ["1", "1.5", "0.5"],
      others: ["1.6", #""1""#]),
    .init(
      pattern: #"{"$near":{"value":100,"relative":0.01}}"#, matching: ["101"], others: ["102"]),
    .init(pattern: #"{"$text":"1e2"}"#, matching: ["1e2"], others: ["100", "1E2", #""1e2""#]),
    .init(
      pattern: #"{"$all":[{"$any":"array"},[1,2]]}"#, matching: ["[1,2]"], others: ["[1]", "{}"]),
    .init(
      pattern: #"{"$order":["a","b","c"]}"#,
      matching: [#"{"a":1,"b":2,"c":3}"#, #"{"a":1,"x":0,"c":3}"#, #"{"c":3}"#, "{}"],
      others: [#"{"b":2,"a":1}"#, #"{"a":1,"c":3,"b":2}"#, #"["a","b","c"]"#, "null"]),
    .init(
      pattern: #"{"$invariant":"weights_sum_to_one"}"#,
      matching: [#"[{"weight":0.75},{"weight":0.25}]"#, #"[{"weight":1}]"#],
      others: ["[]", "[1]", #"[{"weight":0.75},{"weight":0.2500001}]"#, "{}"]),
    .init(
      pattern: #"{"$invariant":"weights_descend"}"#,
      matching: [#"[{"weight":0.5},{"weight":0.5}]"#, "[]"],
      others: [#"[{"weight":0.4},{"weight":0.6}]"#, "{}"]),
  ]

  @Test(arguments: examples)
  func `a matcher accepts what it should`(_ example: Example) throws {
    for text in example.matching {
      let comparison = ComparisonRules().compare(
        try JSON.parse(text), to: try JSON.parse(example.pattern))
      #expect(comparison.isMatch, "\(text)")
    }
  }

  @Test(arguments: examples)
  func `a matcher refuses everything else`(_ example: Example) throws {
    for text in example.others {
      let comparison = ComparisonRules().compare(
        try JSON.parse(text), to: try JSON.parse(example.pattern))
      #expect(!comparison.isMatch, "\(text)")
    }
  }

  @Test func `a tolerance applies to a number that must be written with a fraction`() throws {
    let rules = ComparisonRules(tolerances: [Tolerance(at: .root, absolute: 0.5)])
    #expect(rules.compare(.number(2.25), to: ["$float": .integer(2)]).worst?.margin == 0.5)
  }

  @Test func `elements find their partners even if the first choice was wrong`() throws {
    let pattern = try JSON.parse(#"{"$unordered":[{"$any":"integer"},{"$anyOf":[1,2]},1]}"#)
    #expect(ComparisonRules().compare(try JSON.parse("[1,2,3]"), to: pattern).isMatch)
  }
}
