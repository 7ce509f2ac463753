import StrictJSON

/// `manifest.json`: the content of a suite, with digests.
package struct Manifest: Sendable, Hashable {
  /// The suite's own version, such as `1.0.0`.
  package let suite: String
  /// The version of the specification that it tests, such as `1.0`.
  package let specification: String
  /// Every capability that a port can claim.
  package let capabilities: [String]
  /// The case files, in the order in which they are played.
  package let files: [File]
  /// The recordings that cases need.
  package let recordings: [Recording]
  /// How many cases there are in all.
  package let totalCases: Int

  /// A case file.
  package struct File: Sendable, Hashable {
    /// Its path from the manifest's folder.
    package let file: String
    /// The SHA-256 of its bytes, in hexadecimal.
    package let sha256: String
    /// How many cases it has.
    package let cases: Int
  }

  /// A recording.
  package struct Recording: Sendable, Hashable {
    /// The name that cases use.
    package let name: String
    /// Its path from the manifest's folder.
    package let file: String
    /// The SHA-256 of its bytes, in hexadecimal.
    package let sha256: String
  }
}

extension Manifest {
  static let fileName = "manifest.json"

  /// - Throws: all mistakes in it.
  init(_ json: JSON) throws(InvalidSuite) {
    var reading = SuiteReading(file: Self.fileName)
    let keys = [
      "suite", "specification", "capabilities", "files", "recordings", "total_cases",
    ]
    let members = reading.object(json, at: .root, required: keys)
    suite = reading.text(members?["suite"])
    specification = reading.text(members?["specification"])
    capabilities = reading.texts(members?["capabilities"])
    totalCases = reading.integer(members?["total_cases"])
    files = reading.elements(members?["files"]).map { element in
      let file = reading.object(
        element.json, at: element.pointer, required: ["file", "sha256", "cases"])
      return File(
        file: reading.text(file?["file"]), sha256: reading.text(file?["sha256"]),
        cases: reading.integer(file?["cases"]))
    }
    recordings = reading.elements(members?["recordings"]).map { element in
      let file = reading.object(
        element.json, at: element.pointer, required: ["name", "file", "sha256"])
      if !Placeholder.isPlain(reading.text(file?["name"])) {
        reading.note(.wrongType(expected: "the name of a file"), at: element.pointer)
      }
      return Recording(
        name: reading.text(file?["name"]), file: reading.text(file?["file"]),
        sha256: reading.text(file?["sha256"]))
    }
    guard reading.problems.isEmpty else { throw InvalidSuite(problems: reading.problems) }
  }
}
