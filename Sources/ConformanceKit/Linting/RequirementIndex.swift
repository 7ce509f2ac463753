import Foundation

/// The requirements in the chapters of a specification.
///
/// A requirement is a paragraph that begins with `**REC-4** (case)`; ids are recognised only by
/// that pattern.
package struct RequirementIndex: Sendable {
  /// The requirements by id.
  package let requirements: [String: Requirement]

  /// A requirement.
  package struct Requirement: Sendable, Hashable {
    /// Its permanent id, such as `REC-4`.
    package let id: String
    /// How it is verified.
    package let proof: Proof
    /// Its text, on one line.
    package let text: String
    /// The chapter's file name.
    package let chapter: String

    /// The order by chapter, then by number.
    var order: (String, String, Int) {
      let parts = id.split(separator: "-")
      return (chapter, String(parts.first ?? ""), parts.last.flatMap { Int($0) } ?? 0)
    }
  }

  /// How a requirement is verified.
  package enum Proof: String, Sendable, Hashable {
    /// Golden cases.
    case golden = "case"
    /// Tests of this project.
    case test
    /// A reader.
    case read
  }

  /// The requirements of the chapters in a folder; empty if there is no such folder.
  package init(folder: String) {
    let files = SuiteFiles(folder: folder)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    var requirements: [String: Requirement] = [:]
    for name in names.sorted() where name.hasSuffix(".md") {
      guard let bytes = try? files.bytes(of: name) else { continue }
      let text = String(decoding: bytes, as: UTF8.self)
      for requirement in Self.requirements(in: text, chapter: name) {
        requirements[requirement.id] = requirement
      }
    }
    self.requirements = requirements
  }

  /// The requirements in the text of a chapter.
  package static func requirements(in text: String, chapter: String) -> [Requirement] {
    var found: [Requirement] = []
    var paragraph: [Substring] = []
    let lines: [Substring] = text.split(separator: "\n", omittingEmptySubsequences: false) + [""]
    for line in lines {
      guard line.allSatisfy(\.isWhitespace) else {
        paragraph.append(line)
        continue
      }
      let whole = paragraph.joined(separator: " ")
      paragraph = []
      guard
        let match = whole.prefixMatch(of: /\*\*([A-Z]+-[0-9]+)\*\* \((case|test|read)\)\s*/),
        let proof = Proof(rawValue: String(match.output.2))
      else { continue }
      found.append(
        Requirement(
          id: String(match.output.1), proof: proof, text: String(whole[match.range.upperBound...]),
          chapter: chapter))
    }
    return found
  }
}

extension ConformanceSuite {
  /// The folder of the suite's specification: `Spec` within it, or that of its repository; nil if
  /// there is neither.
  package var specificationFolder: String? {
    ["\(folder)/Spec", "\(folder)/../../Spec"].first {
      FileManager.default.fileExists(atPath: $0)
    }
  }
}
