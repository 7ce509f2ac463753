import AudioFixtures
import ConformanceKit
import Foundation
import StrictJSON
import Testing

@Suite struct NamesTests {
  @Test(arguments: [
    ("a/b/c", "a/b/c", true), ("a/b/c", "a/*", true), ("a/b/c", "*", true), ("a/b/c", "*c", true),
    ("a/b/c", "a/*/c", true), ("a/b/c", "a/b", false), ("a/b/c", "b*", false),
    ("a/b/c", "*b", false), ("aba", "ab*ba", false), ("abba", "ab*ba", true), ("a", "", false),
  ])
  func `a star matches any text`(_ name: String, _ pattern: String, _ matches: Bool) {
    #expect(Glob.matches(name, pattern) == matches)
  }

  @Test func `expected failures are read from JSON`() throws {
    let text = #"{"expected_failures": [{"case": "a/*", "because": "b"}]}"#
    let failures = try ExpectedFailures(json: Array(text.utf8), file: "x.json")
    #expect(failures.reason(for: "a/c") == "b")
    #expect(failures.reason(for: "b") == nil)
  }

  @Test(arguments: ["", "[]", #"{"expected_failures": [{"case": "a"}]}"#, #"{"expected": []}"#])
  func `expected failures in another form are refused`(_ text: String) {
    #expect(throws: InvalidSuite.self) {
      try ExpectedFailures(json: Array(text.utf8), file: "x.json")
    }
  }

  @Test func `a pointer reads back as written`() throws {
    for text in ["", "/", "/a/0", "/a~1b/~0"] {
      #expect(try #require(JSONPointer(text)).description == text)
    }
    #expect(JSONPointer("a") == nil)
  }

  @Test func `the suite is the one given, or the variable's, or the one in a parent folder`() throws
  {
    try withTemporaryFolder { folder in
      for name in ["Tests", "Tests/Golden", "a", "a/b"] { _ = try folder.folder(name) }
      func found(_ named: String? = nil, _ environment: [String: String] = [:]) -> String? {
        ConformanceSuite.folder(
          named: named, environment: environment, above: [folder.path(of: "a/b")])
      }
      #expect(found("x", ["MASTERING_GOLDEN": "y"]) == "x")
      #expect(found(nil, ["MASTERING_GOLDEN": "y"]) == "y")
      #expect(found() == nil)
      try folder.file("Tests/Golden/manifest.json", text: "{}")
      #expect(found() == folder.path(of: "Tests/Golden"))
    }
  }

  @Test func `an installed program finds the suite installed with it`() throws {
    try withTemporaryFolder { folder in
      let place = "share/adaptive-mastering/golden"
      for name in ["bin", "share", "share/adaptive-mastering", place] {
        _ = try folder.folder(name)
      }
      try folder.file("\(place)/manifest.json", text: "{}")
      #expect(
        ConformanceSuite.folder(named: nil, environment: [:], above: [folder.path(of: "bin")])
          == folder.path(of: place))
    }
  }

  @Test func `requirements are the paragraphs of that form, and no others`() {
    let text = """
      # Title

      **REC-4** (case) The words
      go on.

      See **REC-5** (case) in the middle.

      **REC-6** (other) A kind there is not.
      **REC-7** (test) Begins no paragraph.

      **REC-8** (read)
      """
    let found = RequirementIndex.requirements(in: text, chapter: "c")
    #expect(found.map(\.id) == ["REC-4", "REC-8"])
    #expect(found.first?.text == "The words go on.")
  }

  @Test func `a suite that differs from its manifest is not exported`() async throws {
    try await MiniSuite.with(MiniSuite(recordings: ["song.txt": "la"])) { suite in
      try Data("lo".utf8).write(to: URL(fileURLWithPath: "\(suite.folder)/song.txt"))
      try withTemporaryFolder { folder in
        let target = folder.path(of: "copy")
        #expect(throws: SuiteExportFailure.self) { try suite.export(to: target) }
        #expect(!FileManager.default.fileExists(atPath: target))
      }
    }
  }

  @Test(arguments: ["../out", "a/../../out", "", "..", "\u{301}/x", "..\u{0}"])
  func `a recording or a placeholder cannot name anything outside its folder`(_ name: String) {
    let json = JSON.object([JSON.Member("$missing", .string(name))])
    #expect(Placeholder(json) == nil)
    #expect(Placeholder(JSON.object([JSON.Member("$audio", .string(name))])) == nil)
  }

  @Test(arguments: ["../\u{301}x", "\u{301}/../../x", "a//b"])
  func `a path stays in the server's folder, even with marks that combine with a slash`(
    _ path: String
  ) {
    #expect(Placeholder(JSON.object([JSON.Member("$library", .string(path))])) == nil)
  }

  @Test func `an exported suite is complete on its own`() async throws {
    try await MiniSuite.with(MiniSuite(recordings: ["song.txt": "la"])) { suite in
      try withTemporaryFolder { folder in
        let target = folder.path(of: "copy")
        try suite.export(to: target)
        let copy = try ConformanceSuite(folder: target)
        #expect(copy.cases.map(\.name) == suite.cases.map(\.name))
        let requirements = RequirementIndex(folder: try #require(copy.specificationFolder))
        #expect(SuiteLint(copy, requirements: requirements).problems() == [])
        #expect(copy.manifest.recordings.map(\.file) == ["recordings/song.txt"])
        #expect(throws: SuiteExportFailure.notEmpty(target)) { try suite.export(to: target) }
      }
    }
  }
}
