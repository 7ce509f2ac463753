import Foundation
import StrictJSON

/// The files of a folder, by relative path.
struct SuiteFiles: Sendable {
  let folder: String

  func path(of name: String) -> String { "\(folder)/\(name)" }

  func exists(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: path(of: name))
  }

  /// The bytes of a file.
  func bytes(of name: String) throws(InvalidSuite) -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: path(of: name)) else {
      throw InvalidSuite(problems: [SuiteProblem(.unreadable, file: name)])
    }
    return Array(data)
  }

  /// The value in a JSON file.
  func json(in name: String) throws(InvalidSuite) -> JSON {
    try Self.json(bytes(of: name), file: name)
  }

  /// The value in the bytes of a JSON file.
  static func json(_ bytes: [UInt8], file: String) throws(InvalidSuite) -> JSON {
    do {
      return try JSON.parse(bytes)
    } catch {
      let reason = SuiteProblem.Reason.notJSON(
        reason: error.reason.rawValue, byteOffset: error.byteOffset)
      throw InvalidSuite(problems: [SuiteProblem(reason, file: file)])
    }
  }

  /// The names of the files with an extension in a folder and its subfolders, sorted.
  func names(under subfolder: String, ending: String) -> [String] {
    let walk = FileManager.default.enumerator(atPath: path(of: subfolder))
    var names: [String] = []
    while let name = walk?.nextObject() as? String {
      if name.hasSuffix(ending) { names.append("\(subfolder)/\(name)") }
    }
    return names.sorted()
  }
}
