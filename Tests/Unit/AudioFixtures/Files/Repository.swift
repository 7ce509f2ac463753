import Foundation

/// The locations of files in the repository, wherever it is checked out.
package enum Repository {
  /// The folder of `Package.swift`.
  package static let root: String = {
    // Links are resolved because a package may reach this file through one.
    var folder = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
    repeat {
      folder.deleteLastPathComponent()
      precondition(folder.path != "/", "\(#filePath) is not inside the repository")
    } while !FileManager.default.fileExists(
      atPath: folder.appendingPathComponent("Package.swift").path)
    return folder.path
  }()

  /// A recording in `Examples`.
  package static func example(_ name: String) -> String {
    "\(root)/Examples/\(name)"
  }

  /// A file in `Tests/Oddities`.
  package static func oddity(_ name: String) -> String {
    "\(root)/Tests/Oddities/\(name)"
  }

  /// A file of reference values in `Tests/Golden/reference`.
  package static func reference(_ name: String) -> String {
    "\(root)/Tests/Golden/reference/\(name)"
  }

  /// The lines of a file of reference values, one JSON value each.
  package static func referenceLines<Line: Decodable>(
    _ name: String, as type: Line.Type = Line.self
  ) throws -> [Line] {
    let text = try String(contentsOfFile: reference(name), encoding: .utf8)
    let decoder = JSONDecoder()
    return try text.split(separator: "\n").map { line in
      try decoder.decode(Line.self, from: Data(line.utf8))
    }
  }
}
