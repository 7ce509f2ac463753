import Foundation
import StrictJSON
import Testing

@Suite struct JSONTextTests {
  // MARK: Scalars

  @Test(arguments: [
    Written(.null, "null"), Written(.bool(true), "true"), Written(.bool(false), "false"),
    Written(.integer(0), "0"), Written(.integer(-7), "-7"),
    Written(.integer(.max), "9223372036854775807"),
    Written(.integer(.min), "-9223372036854775808"),
    Written(.string(""), "\"\""), Written(.string("a"), "\"a\""),
  ])
  func `a scalar has exactly one text`(_ written: Written) {
    #expect(written.value.text() == written.text)
    #expect(written.value.text(.indented) == written.text)
  }

  // MARK: Strings

  @Test(arguments: [
    (#"a "b" c"#, #""a \"b\" c""#), (#"a\b"#, #""a\\b""#), (#"\""#, #""\\\"""#),
    ("a\nb", #""a\nb""#), ("a\tb", #""a\tb""#), ("a\rb", #""a\rb""#),
    ("a\r\nb", #""a\r\nb""#), ("\u{0}", #""\u0000""#), ("\u{1b}[31m", #""\u001b[31m""#),
    ("\u{7f}", #""\u007f""#), ("a/b", #""a/b""#), ("</script>", #""</script>""#),
  ])
  func `quotes, backslashes and control characters are escaped, nothing else is`(
    _ string: String, _ text: String
  ) {
    #expect(JSON.string(string).text() == text)
  }

  @Test(arguments: Array(0...0x1f) + Array(0x7f...0x9f) as [UInt8])
  func `no control character is written raw`(_ code: UInt8) {
    let text = JSON.string(String(UnicodeScalar(code))).text()
    let hexadecimal = String(code, radix: 16)
    let long = "\"\\u" + String(repeating: "0", count: 4 - hexadecimal.count) + hexadecimal + "\""
    let short: [UInt8: String] = [0x09: #""\t""#, 0x0a: #""\n""#, 0x0d: #""\r""#]
    #expect(text == short[code] ?? long)
  }

  @Test(arguments: [
    "é", "e\u{301}", "🎸", "日本", "\u{200d}", "\u{2026}", "\u{2027}", "\u{202f}", "\u{2065}",
    "\u{206a}",
    "\u{ff01}", "\u{fefe}", "\u{61b}", "\u{61d}", "\u{a0}", "\u{bf}", "~ ",
  ])
  func `other characters are written as UTF-8`(_ string: String) {
    #expect(JSON.string(string).utf8() == Array("\"\(string)\"".utf8))
  }

  /// Characters that make a terminal show text in another order or on more lines.
  @Test(arguments: [
    0x61c, 0x200e, 0x200f, 0x2028, 0x2029, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067,
    0x2068, 0x2069, 0xfeff,
  ])
  func `characters that change the direction of text are escaped`(_ code: Int) throws {
    let scalar = try #require(UnicodeScalar(code))
    let hexadecimal = String(code, radix: 16)
    let padded = String(repeating: "0", count: 4 - hexadecimal.count) + hexadecimal
    let text = JSON.string("a\(scalar)b").text()
    #expect(text == "\"a\\u\(padded)b\"")
    #expect(try JSON.parse(text) == .string("a\(scalar)b"))
  }

  @Test func `a key is escaped as a string is`() {
    let object: JSON = ["\"k\"\n": .null]
    #expect(object.text() == #"{"\"k\"\n":null}"#)
  }

  @Test func `Foundation reads every string back unchanged`() throws {
    let strings = (0...0x2fff).compactMap(UnicodeScalar.init).map { "<\($0)>" }
    let text = JSON.array(strings.map(JSON.string)).utf8()
    let read = try JSONDecoder().decode([String].self, from: Data(text))
    #expect(read.map { Array($0.utf8) } == strings.map { Array($0.utf8) })
  }

  // MARK: Layout

  private let nested: JSON = [
    "a": [.integer(1), ["b": .null, "c": []], [:]], "d": ["e": "f"],
  ]

  @Test func `a compact value is on one line without a space`() {
    #expect(nested.text() == #"{"a":[1,{"b":null,"c":[]},{}],"d":{"e":"f"}}"#)
  }

  @Test func `an indented value has a line for each element and member`() {
    #expect(
      nested.text(.indented) == """
        {
          "a": [
            1,
            {
              "b": null,
              "c": []
            },
            {}
          ],
          "d": {
            "e": "f"
          }
        }
        """)
  }

  @Test(arguments: [JSON.Layout.compact, .indented])
  func `an empty array or object is two characters`(_ layout: JSON.Layout) {
    #expect(JSON.array([]).text(layout) == "[]")
    #expect(JSON.object([]).text(layout) == "{}")
  }

  @Test func `members keep their order`() {
    let object: JSON = ["z": .integer(1), "a": .integer(2), "m": .integer(3)]
    #expect(object.text() == #"{"z":1,"a":2,"m":3}"#)
  }

  @Test(arguments: [JSON.Layout.compact, .indented])
  func `text and UTF-8 output agree`(_ layout: JSON.Layout) {
    #expect(nested.utf8(layout) == Array(nested.text(layout).utf8))
  }

  @Test func `a literal has the value it shows`() {
    #expect(
      nested
        == .object([
          .init(
            "a",
            .array([
              .integer(1), .object([.init("b", .null), .init("c", .array([]))]), .object([]),
            ])),
          .init("d", .object([.init("e", .string("f"))])),
        ]))
  }

  /// A value and its text.
  struct Written: Sendable, CustomTestStringConvertible {
    let value: JSON
    let text: String

    init(_ value: JSON, _ text: String) {
      self.value = value
      self.text = text
    }

    var testDescription: String { text }
  }
}
