import MasteringModel
import ProfileCatalog
import Testing
import YAMLCatalog

/// A way to nest values.
struct NestedText: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let nested: @Sendable (_ levels: Int) -> String

  static let all: [NestedText] = [
    NestedText(testDescription: "lists in lists") {
      String(repeating: "[", count: $0) + String(repeating: "]", count: $0)
    },
    NestedText(testDescription: "mappings in mappings") {
      String(repeating: "{a: ", count: $0) + "1" + String(repeating: "}", count: $0)
    },
    NestedText(testDescription: "pairs in lists") {
      String(repeating: "[a: ", count: $0) + "1" + String(repeating: "]", count: $0)
    },
    NestedText(testDescription: "list items in one line") {
      String(repeating: "- ", count: $0) + "1"
    },
    NestedText(testDescription: "ever deeper lines") { levels in
      // More would not fit into one mebibyte.
      (0..<min(levels, 1200)).map { String(repeating: " ", count: $0) + "a:\n" }.joined()
    },
  ]
}

@Suite struct YAMLBombTests {
  /// 10^9 values in ten lines.
  private static let laughs: String = {
    let lines = (1...9).map { level in
      let alias = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
      return "a\(level): &a\(level) [\(alias)]\n"
    }
    return "a0: &a0 [x]\n" + lines.joined()
  }()

  @Test func `a billion laughs are refused at the first alias`() {
    let result = imported(Self.laughs)
    #expect(result.causes == [.file(.alias(name: "a0"))])
    #expect(result.problems.first?.line == 2)
    #expect(result.problems.first?.column == 10)
  }

  @Test func `a billion laughs as a key are refused`() {
    #expect(imported(Self.laughs + "? *a9\n: x\n").causes == [.file(.alias(name: "a0"))])
  }

  @Test(arguments: [
    "a: &x 1\nb: *x", "[&x a, *x]", "{\"a\": &x 1, \"b\":*x}", "a: &x 1\nb:\t*x", "- &x a\n- *x",
    "&x a: *x", "a: &x\n  - 1\nb: !t *x", "a: &x b\n*x : c", "{?&x a :b,?*x :c}",
    "a: &x b\u{85}b: *x",
  ])
  func `an alias is refused wherever it occurs`(_ text: String) {
    #expect(imported(text).causes == [.file(.alias(name: "x"))])
  }

  @Test func `an alias without an anchor is a syntax error`() throws {
    let result = imported("a: *x")
    guard case .file(.syntax) = try #require(result.causes.first) else {
      Issue.record("\(result.causes)")
      return
    }
  }

  @Test(arguments: [
    "name: AT&T, *live*", "name: \"*live* & loud\"", "name: &loud Test", "name: R&B *b*",
  ])
  func `an ampersand or an asterisk in a text is not an alias`(_ line: String) {
    #expect(imported(ProfileText.with([2: line])).problems.isEmpty)
  }

  @Test(arguments: NestedText.all, [17, 400, 999, 1001, 100_000])
  func `a text nested too deep is refused`(_ text: NestedText, _ levels: Int) {
    #expect(imported(text.nested(levels)).causes == [.file(.tooDeep(limit: 16))])
  }

  @Test(arguments: ["? ", "?\t", "{? ", "{?", "[? "])
  func `keys in keys are refused`(_ opening: String) {
    let text = String(repeating: opening, count: 1000) + "1"
    #expect(imported(text).causes == [.file(.tooManyExplicitKeys(limit: 16))])
    #expect(imported(text).problems.first?.line == 1)
    #expect(
      imported(text).problems.first?.column == opening.count * 17 - (opening.count - 1)
        + (opening.first == "?" ? 0 : 1))
  }

  @Test func `keys in keys on separate lines are refused`() {
    let text = (0..<900).map { String(repeating: " ", count: $0) + "?\n" }.joined()
    let result = imported(text + String(repeating: " ", count: 901) + "x")
    #expect(result.causes == [.file(.tooManyExplicitKeys(limit: 16))])
    #expect(result.problems.first?.line == 17)
  }

  @Test func `question marks in texts are not keys`() {
    let asking = String(repeating: "Loud ? Quiet? ", count: 50)
    #expect(imported(ProfileText.with([4: "description: \(asking)"])).problems.isEmpty)
  }

  @Test func `unclosed lists are refused`() {
    #expect(
      imported(String(repeating: "[", count: 1 << 20)).causes == [.file(.tooDeep(limit: 16))])
  }

  @Test func `a text of more than one mebibyte is refused`() {
    let limit = ProfileRegistry.mostBytesPerFile
    let comment = "# " + String(repeating: "x", count: limit)
    #expect(
      imported(comment).causes == [.file(.tooLarge(sizeBytes: limit + 2, limitBytes: limit))])
  }

  @Test func `a text of one mebibyte is read`() {
    let profile = ProfileText.with()
    let padding = ProfileRegistry.mostBytesPerFile - profile.utf8.count - 1
    #expect(
      imported("#" + String(repeating: "x", count: padding - 1) + "\n" + profile).problems.isEmpty)
  }
}
