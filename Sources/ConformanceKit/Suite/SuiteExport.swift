import Foundation
import StrictJSON

extension ConformanceSuite {
  /// Copies the suite to a new folder, with its recordings and its specification, so that it can be
  /// used elsewhere.
  ///
  /// A suite that differs from its manifest is not copied, because it may name files that are not
  /// its own.
  ///
  /// - Throws: ``SuiteExportFailure``; files copied before that remain.
  public func export(to target: String) throws(SuiteExportFailure) {
    if let problem = manifestProblems().first { throw .differs(problem) }
    let manager = FileManager.default
    if let contents = try? manager.contentsOfDirectory(atPath: target), !contents.isEmpty {
      throw .notEmpty(target)
    }
    try Self.makeFolder(target)
    try Self.makeFolder("\(target)/generate/golden")
    for name in ["vectors", "audio", "adapters", "reference"] + Self.runner {
      let source = "\(folder)/\(name)"
      if manager.fileExists(atPath: source) { try Self.copy(source, to: "\(target)/\(name)") }
    }
    for name in ["README.md", "COVERAGE.md", "MUTATION.md", "testing-the-original.md"] {
      try Self.copyDocument("\(folder)/\(name)", to: "\(target)/\(name)")
    }
    try Self.makeFolder("\(target)/recordings")
    for recording in manifest.recordings {
      try Self.copy("\(folder)/\(recording.file)", to: "\(target)/recordings/\(recording.name)")
    }
    if let specification = specificationFolder {
      try Self.copy(specification, to: "\(target)/Spec")
    }
    try Self.write(exportedManifest, to: "\(target)/\(Manifest.fileName)")
  }

  /// The runner in Python, which needs no Swift and no packages.
  private static let runner =
    ["play.py"].map { "generate/\($0)" }
    + [
      "__init__", "compare", "folders", "host", "play", "processes", "recipes", "report", "suite",
      "text", "transcripts",
    ].map { "generate/golden/\($0).py" }

  /// Copies a text, adapting its links to the specification, which is beside it in the copy.
  private static func copyDocument(
    _ source: String, to target: String
  ) throws(SuiteExportFailure) {
    guard let data = FileManager.default.contents(atPath: source) else { return }
    let text = String(decoding: data, as: UTF8.self).replacing("(../../Spec/", with: "(Spec/")
    do {
      try Data(text.utf8).write(to: URL(fileURLWithPath: target))
    } catch {
      throw .cannotWrite(target)
    }
  }

  /// The manifest, with the recordings beside the rest.
  private var exportedManifest: JSON {
    [
      "suite": .string(manifest.suite), "specification": .string(manifest.specification),
      "capabilities": .array(manifest.capabilities.map { .string($0) }),
      "files": .array(
        manifest.files.map { file in
          [
            "file": .string(file.file), "sha256": .string(file.sha256),
            "cases": .integer(file.cases),
          ]
        }),
      "recordings": .array(
        manifest.recordings.map { recording in
          [
            "name": .string(recording.name), "file": .string("recordings/\(recording.name)"),
            "sha256": .string(recording.sha256),
          ]
        }), "total_cases": .integer(manifest.totalCases),
    ]
  }

  private static func makeFolder(_ path: String) throws(SuiteExportFailure) {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw .cannotWrite(path)
    }
  }

  private static func copy(_ source: String, to target: String) throws(SuiteExportFailure) {
    do {
      // The target of a link, not the link, which would be broken elsewhere.
      let resolved = URL(fileURLWithPath: source).resolvingSymlinksInPath().path
      try FileManager.default.copyItem(atPath: resolved, toPath: target)
    } catch {
      throw .cannotCopy(source)
    }
    // Files left by runs of the example ports are of no use elsewhere.
    let names = FileManager.default.subpaths(atPath: target) ?? []
    for name in names where name.hasSuffix("__pycache__") {
      try? FileManager.default.removeItem(atPath: "\(target)/\(name)")
    }
  }

  private static func write(_ json: JSON, to path: String) throws(SuiteExportFailure) {
    do {
      try Data(json.utf8(.indented) + [UInt8(ascii: "\n")]).write(to: URL(fileURLWithPath: path))
    } catch {
      throw .cannotWrite(path)
    }
  }
}

/// Why a suite could not be copied.
public enum SuiteExportFailure: Error, Hashable {
  /// The target is not empty; nothing is ever overwritten.
  case notEmpty(String)
  /// The suite's files are not those of its manifest.
  case differs(SuiteProblem)
  case cannotCopy(String)
  case cannotWrite(String)
}
