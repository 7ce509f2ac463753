import CSpecification
import StrictJSON

/// The files of Spec/ that were compiled in.
enum SpecificationFiles {
  /// A file by its path in Spec/.
  struct File: Sendable {
    let name: String
    let bytes: [UInt8]

    var text: String { String(decoding: bytes, as: UTF8.self) }
  }

  /// The chapters, in the order of their names.
  static let chapters: [File] = all.values.filter { $0.name.hasSuffix(".md") }
    .sorted { $0.name < $1.name }

  /// A schema, or another document.
  static func document(_ name: String) -> JSON {
    guard let file = all[name], let value = try? JSON.parse(file.bytes) else {
      preconditionFailure("The file \(name) that was compiled in is missing or no JSON")
    }
    return value
  }

  private static let all: [String: File] = {
    var count = 0
    guard let table = mastering_specification_files(&count) else { return [:] }
    let files = UnsafeBufferPointer(start: table, count: count).map { entry in
      File(
        name: String(cString: entry.name),
        bytes: Array(UnsafeBufferPointer(start: entry.bytes, count: entry.size)))
    }
    return Dictionary(uniqueKeysWithValues: files.map { ($0.name, $0) })
  }()
}
