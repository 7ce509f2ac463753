import AudioFixtures
import ConformanceKit
import StrictJSON

/// A suite of a few cases in a temporary folder, with a specification of one chapter.
struct MiniSuite {
  /// The texts of the case files, by name without `vectors/` and `.json`.
  var files: [String: String] = ["demo/values": MiniSuite.values()]
  var recipes = "[]"
  var recordings: [String: String] = [:]
  var capabilities = ["core", "extra"]
  var specification = "**DEMO-1** (case) A value is\none.\n\n**DEMO-2** (test) More.\n"

  /// A file of cases that call `test.value`.
  static func values(
    name: String = "demo/values", header: String = "", cases: String = twoCases
  ) -> String {
    """
    {"suite": "2.0", "name": "\(name)", "since": "1.0", "requires": ["core"],
     "overview": "Values.", "source": "by hand", "method": "test.value",
     "tolerances": [{"at": "/value", "absolute": 0.5, "unit": "dB", "because": "demo"}],
     "notes": {"slip": "Somebody slipped."},
     \(header)
     "cases": [\(cases)]}
    """
  }

  /// Two calls; the first is marked in its parameters.
  static let twoCases = """
    {"id": "first", "description": "the first value is one", "spec": ["DEMO-1"],
     "flags": ["slip"], "params": {"first": true}, "expect": {"result": {"value": 1}}},
    {"id": "second", "description": "the second value is one", "spec": ["DEMO-1"],
     "params": {}, "expect": {"result": {"value": 1}}}
    """

  /// Writes the suite into a folder.
  func write(to folder: TemporaryFolder) throws {
    var entries: [JSON] = []
    var total = 0
    for folderName in Set(files.keys.map { $0.prefix { $0 != "/" } }) {
      if entries.isEmpty { _ = try folder.folder("vectors") }
      _ = try folder.folder("vectors/\(folderName)")
    }
    for (name, text) in files.sorted(by: { $0.key < $1.key }) {
      try folder.file("vectors/\(name).json", text: text)
      let count = (try? JSON.parse(text))?["cases"]?.elements?.count ?? 0
      total += count
      entries.append([
        "file": .string("vectors/\(name).json"),
        "sha256": .string(SHA256Digest.hexadecimal(of: Array(text.utf8))),
        "cases": .integer(count),
      ])
    }
    _ = try folder.folder("audio")
    try folder.file("audio/recipes.json", text: recipes)
    _ = try folder.folder("Spec")
    try folder.file("Spec/01-demo.md", text: specification)
    for (name, text) in recordings { try folder.file(name, text: text) }
    let manifest: JSON = [
      "suite": "2.0.0", "specification": "2.0",
      "capabilities": .array(capabilities.map { .string($0) }), "files": .array(entries),
      "recordings": .array(
        recordings.sorted { $0.key < $1.key }.map { name, text in
          [
            "name": .string(name), "file": .string(name),
            "sha256": .string(SHA256Digest.hexadecimal(of: Array(text.utf8))),
          ]
        }), "total_cases": .integer(total),
    ]
    try folder.file("manifest.json", manifest.utf8())
  }

  /// Runs a body with the suite as read.
  static func with<Result>(
    _ mini: MiniSuite = MiniSuite(), isolation: isolated (any Actor)? = #isolation,
    _ body: (ConformanceSuite) async throws -> Result
  ) async throws -> Result {
    try await withTemporaryFolder { folder in
      try mini.write(to: folder)
      return try await body(ConformanceSuite(folder: folder.path))
    }
  }

  /// The problems found when the suite is read and linted.
  func problems(_ change: (TemporaryFolder) throws -> Void = { _ in }) throws -> [SuiteProblem] {
    try withTemporaryFolder { folder in
      try write(to: folder)
      try change(folder)
      do throws(InvalidSuite) {
        let suite = try ConformanceSuite(folder: folder.path)
        let requirements = RequirementIndex(folder: folder.path(of: "Spec"))
        return SuiteLint(suite, requirements: requirements).problems()
      } catch {
        return error.problems
      }
    }
  }
}
