import StrictJSON
import Testing

@Suite struct JSONParsingTests {
  // MARK: Valid JSON

  @Test(arguments: [
    Read("null", .null), Read("true", .bool(true)), Read("false", .bool(false)),
    Read(" \t\r\n0 \t\r\n", .integer(0)), Read("-7", .integer(-7)),
    Read("9223372036854775807", .integer(.max)), Read("-9223372036854775808", .integer(.min)),
    Read("0.5", .number(0.5)), Read("-14.0", .number(-14)),
    Read("5e-324", .number(.leastNonzeroMagnitude)),
    Read("1e+21", .number(1e21)), Read("\"\"", ""), Read("\"a\"", "a"), Read("[]", []),
    Read("{}", [:]), Read("[1,[2,{}],null]", [.integer(1), [.integer(2), [:]], .null]),
    Read(#"{"z":1,"a":{"b":[]}}"#, ["z": .integer(1), "a": ["b": []]]),
    Read("[ 1 , 2 ]", [.integer(1), .integer(2)]),
    Read(#"{ "a" : 1 , "b" : 2 }"#, ["a": .integer(1), "b": .integer(2)]),
  ])
  func `a text gives its value`(_ read: Read) throws {
    #expect(try JSON.parse(read.text) == read.value)
  }

  @Test(arguments: [
    (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"), (#""\u0041\u00e9\u20AC""#, "Aé€"),
    (#""\ud83c\udfb8""#, "🎸"), (#""\uD834\uDD1E!""#, "𝄞!"), (#""\u0000""#, "\0"),
    (#""a\nb\nc""#, "a\nb\nc"), ("\"é🎸\u{7f}\"", "é🎸\u{7f}"), (#""\udbff\udfff""#, "\u{10ffff}"),
    (#""é\n🎸""#, "é\n🎸"),
  ])
  func `escapes are decoded`(_ text: String, _ string: String) throws {
    #expect(try JSON.parse(text).asString?.utf8.elementsEqual(string.utf8) == true)
  }

  // MARK: Invalid JSON

  @Test(arguments: [
    Refused("", .unexpectedEnd, at: 0), Refused("  ", .unexpectedEnd, at: 2),
    Refused("[", .unexpectedEnd, at: 1), Refused("[1", .unexpectedEnd, at: 2),
    Refused("[1,", .unexpectedEnd, at: 3), Refused(#"{"a""#, .unexpectedEnd, at: 4),
    Refused(#"{"a":"#, .unexpectedEnd, at: 5), Refused("\"a", .unexpectedEnd, at: 2),
    Refused(#""\"#, .unexpectedEnd, at: 2), Refused(#""\u12"#, .unexpectedEnd, at: 5),
    Refused("tru", .unexpectedEnd, at: 3), Refused("-", .unexpectedEnd, at: 1),
    Refused("1.", .unexpectedEnd, at: 2), Refused("1e", .unexpectedEnd, at: 2),
    Refused("[1,]", .unexpectedByte, at: 3), Refused("[,1]", .unexpectedByte, at: 1),
    Refused("[1 2]", .unexpectedByte, at: 3), Refused(#"{"a":1,}"#, .unexpectedByte, at: 7),
    Refused(#"{"a" 1}"#, .unexpectedByte, at: 5), Refused("{a:1}", .unexpectedByte, at: 1),
    Refused(#"{1:1}"#, .unexpectedByte, at: 1), Refused("[1}", .unexpectedByte, at: 2),
    Refused("nul1", .unexpectedByte, at: 3), Refused("True", .unexpectedByte, at: 0),
    Refused("NaN", .unexpectedByte, at: 0), Refused("Infinity", .unexpectedByte, at: 0),
    Refused("-Infinity", .invalidNumber, at: 1), Refused("'a'", .unexpectedByte, at: 0),
    Refused("// x\n1", .unexpectedByte, at: 0), Refused("/**/1", .unexpectedByte, at: 0),
    Refused("\0", .unexpectedByte, at: 0), Refused("1\0", .trailingBytes, at: 1),
    Refused("1 2", .trailingBytes, at: 2), Refused("{}{}", .trailingBytes, at: 2),
    Refused("[]]", .trailingBytes, at: 2), Refused("nulls", .trailingBytes, at: 4),
    Refused("\u{feff}1", .byteOrderMark, at: 0), Refused("\u{a0}1", .unexpectedByte, at: 0),
    Refused("\u{b}1", .unexpectedByte, at: 0), Refused("01", .invalidNumber, at: 0),
    Refused("-01", .invalidNumber, at: 0), Refused("00", .invalidNumber, at: 0),
    Refused("+1", .invalidNumber, at: 0), Refused(".5", .invalidNumber, at: 0),
    Refused("1.x", .invalidNumber, at: 2), Refused("1.e5", .invalidNumber, at: 2),
    Refused("1e+x", .invalidNumber, at: 3), Refused("-x", .invalidNumber, at: 1),
    Refused("0x10", .trailingBytes, at: 1), Refused("1_000", .trailingBytes, at: 1),
    Refused("\"a\nb\"", .controlCharacter, at: 2), Refused("\"\t\"", .controlCharacter, at: 1),
    Refused("\"\0\"", .controlCharacter, at: 1), Refused(#""\x41""#, .invalidEscape, at: 1),
    Refused(#""\'""#, .invalidEscape, at: 1), Refused(#""\u12g4""#, .invalidEscape, at: 1),
    Refused(#""\U0041""#, .invalidEscape, at: 1), Refused(#""\ud800""#, .loneSurrogate, at: 1),
    Refused(#""\udc00""#, .loneSurrogate, at: 1), Refused(#""a\ud800x""#, .loneSurrogate, at: 2),
    Refused(#""\ud800\n""#, .loneSurrogate, at: 1),
    Refused(#""\ud800\ud800""#, .loneSurrogate, at: 1),
    Refused(#"{"a":1,"a":2}"#, .duplicateKey, at: 7),
    Refused(#"{"a":1,"\u0061":2}"#, .duplicateKey, at: 7),
    Refused(#"[{"a":{"b":1,"b":1}}]"#, .duplicateKey, at: 13),
  ])
  func `invalid JSON is refused at the byte where it goes wrong`(_ refused: Refused) {
    #expect(throws: refused.error) { try JSON.parse(refused.text) }
  }

  @Test(
    arguments: [
      [0xff], [0xc3], [0xc3, 0x28], [0xc0, 0xaf], [0xe2, 0x82], [0xed, 0xa0, 0x80],
      [0xf4, 0x90, 0x80, 0x80], [0x80], [0xf8, 0x88, 0x80, 0x80, 0x80],
    ] as [[UInt8]])
  func `a string of bytes that are not UTF-8 is refused`(_ wrong: [UInt8]) {
    let text = Array(#"["ok","a"#.utf8) + wrong + Array(#"z"]"#.utf8)
    #expect(throws: JSONSyntaxError(.invalidUTF8, at: 6)) { try JSON.parse(text) }
    let escaped = Array(#"["ok","\n"#.utf8) + wrong + Array(#"z"]"#.utf8)
    #expect(throws: JSONSyntaxError(.invalidUTF8, at: 6)) { try JSON.parse(escaped) }
  }

  @Test func `keys that look the same but differ are two keys`() throws {
    let object = try JSON.parse("{\"\u{e9}\":1,\"e\u{301}\":2}")
    #expect(object["\u{e9}"] == .integer(1))
    #expect(object["e\u{301}"] == .integer(2))
  }

  @Test(arguments: [2, 11, 12, 13, 14, 500])
  func `a repeated key is found among any number of keys`(_ count: Int) throws {
    let members = (0..<count).map { "\"k\($0)\":0" }
    _ = try JSON.parse("{\(members.joined(separator: ","))}")
    for repeated in [0, count - 1] {
      let text = "{\((members + [members[repeated]]).joined(separator: ","))}"
      #expect {
        try JSON.parse(text)
      } throws: {
        ($0 as? JSONSyntaxError)?.reason == .duplicateKey
      }
    }
  }

  // MARK: Limits

  @Test(arguments: ["[": "]", "{\"a\":": "}"])
  func `nesting is accepted up to the limit and refused beyond it`(
    _ opening: String, _ closing: String
  ) throws {
    func nested(_ depth: Int) -> String {
      String(repeating: opening, count: depth) + "1" + String(repeating: closing, count: depth)
    }
    _ = try JSON.parse(nested(64))
    #expect(throws: JSONSyntaxError(.tooDeep, at: 64 * opening.utf8.count)) {
      try JSON.parse(nested(65))
    }
    _ = try JSON.parse(nested(3), limits: JSON.Limits(depth: 3))
    #expect(throws: JSONSyntaxError(.tooDeep, at: 3 * opening.utf8.count)) {
      try JSON.parse(nested(4), limits: JSON.Limits(depth: 3))
    }
  }

  @Test func `a million brackets are refused without a crash`() {
    let bomb = String(repeating: "[", count: 1_000_000)
    #expect(throws: JSONSyntaxError(.tooDeep, at: JSON.Limits.deepest)) {
      try JSON.parse(bomb, limits: JSON.Limits(depth: .max))
    }
  }

  @Test func `values are counted, including the whole and keys' values`() throws {
    let text = #"[1,{"a":2},[]]"#
    _ = try JSON.parse(text, limits: JSON.Limits(values: 5))
    #expect(throws: JSONSyntaxError(.tooManyValues, at: 11)) {
      try JSON.parse(text, limits: JSON.Limits(values: 4))
    }
  }

  // MARK: Numbers

  @Test(arguments: [
    "1", "1.0", "1.50", "1e5", "1E5", "1e+05", "-0", "-0.0", "0e0", "0.1", "1e999", "-1e999",
    "1e-999", "123456789012345678901234567890", "-9223372036854775809", "18446744073709551616",
    "0.1000000000000000055511151231257827", "100000000000000000000.0", "5e-324",
  ])
  func `a number is written back exactly as received`(_ text: String) throws {
    #expect(try JSON.parse(text).text() == text)
    #expect(try JSON.parse("{\"id\":[\(text)]}").text() == "{\"id\":[\(text)]}")
  }

  @Test(arguments: [
    ("1", 1), ("1.50", 1.5), ("1e5", 100_000), ("-0", -0.0), ("1e999", .infinity),
    ("-1e999", -.infinity), ("1e-999", 0),
    ("123456789012345678901234567890", 1.2345678901234568e29),
    ("0.1000000000000000055511151231257827", 0.1), ("9007199254740993", 9_007_199_254_740_992),
  ])
  func `a number is read as the nearest binary64`(_ text: String, _ number: Double) throws {
    #expect(try JSON.parse(text).asDouble?.bitPattern == number.bitPattern)
  }

  @Test(
    arguments: [
      ("2", 2), ("2.0", 2), ("2e0", 2), ("20e-1", 2), ("-0", 0),
      ("9007199254740991.0", 1 << 53 - 1),
      ("9223372036854775807", .max), ("2.5", nil), ("9007199254740993.0", nil), ("1e999", nil),
      ("9223372036854775808", nil), ("\"2\"", nil), ("true", nil), ("null", nil),
    ] as [(String, Int?)])
  func `a number without a fraction is an integer in any notation`(
    _ text: String, _ integer: Int?
  ) throws {
    #expect(try JSON.parse(text).asInteger == integer)
  }

  // MARK: Entry points

  @Test func `an array, a slice, a lazy sequence and a string give the same result`() throws {
    let text = #"{"a":[1,2.5,"é"]}"#
    let padded = Array("xx\(text)yy".utf8)
    let whole = try JSON.parse(text)
    #expect(try JSON.parse(Array(text.utf8)) == whole)
    #expect(try JSON.parse(padded[2..<(padded.count - 2)]) == whole)
    #expect(try JSON.parse(text.utf8.lazy.map { $0 }) == whole)
  }

  @Test func `a slice's offsets are counted from its start`() {
    let bytes = Array("     [1,]".utf8)
    #expect(throws: JSONSyntaxError(.unexpectedByte, at: 3)) { try JSON.parse(bytes[5...]) }
  }

  @Test func `values are accessed by kind`() throws {
    let value = try JSON.parse(#"{"s":"x","b":true,"n":null,"a":[1],"o":{"k":2}}"#)
    #expect(value["s"]?.asString == "x")
    #expect(value["b"]?.asBool == true)
    #expect(value["n"]?.isNull == true)
    #expect(value["a"]?.elements == [.integer(1)])
    #expect(value["o"]?.members == [.init("k", .integer(2))])
    #expect(value["missing"] == nil)
    for key in ["s", "b", "n"] {
      #expect(value[key]?.elements == nil)
      #expect(value[key]?.members == nil)
      #expect(value[key]?["k"] == nil)
      #expect(value[key]?.asDouble == nil)
    }
    #expect(value["a"]?.asString == nil)
    #expect(value["o"]?.asBool == nil)
  }

  /// A text and its value.
  struct Read: Sendable, CustomTestStringConvertible {
    let text: String
    let value: JSON

    init(_ text: String, _ value: JSON) {
      self.text = text
      self.value = value
    }

    var testDescription: String { text }
  }

  /// A text and why it is refused.
  struct Refused: Sendable, CustomTestStringConvertible {
    let text: String
    let error: JSONSyntaxError

    init(_ text: String, _ reason: JSONSyntaxError.Reason, at offset: Int) {
      self.text = text
      self.error = JSONSyntaxError(reason, at: offset)
    }

    var testDescription: String { "\(text.debugDescription): \(error.reason.rawValue)" }
  }
}
