import AudioFixtures
import Foundation

/// A folder of music for a server, inside a folder with files that it must not serve.
final class Shelf: Sendable {
  /// The folder around it, for caches, logs and files that must not be served.
  let surroundings: TemporaryFolder
  /// Its name, which occurs in no other text.
  let name: String
  /// Its absolute path.
  let path: String

  /// Creates an empty folder.
  init() throws {
    surroundings = try TemporaryFolder()
    name = "shelf-\(UUID().uuidString.lowercased())"
    path = try surroundings.folder(name)
  }

  /// Texts that no answer may contain.
  var secrets: [String] { [name, URL(fileURLWithPath: surroundings.path).lastPathComponent] }

  func path(of name: String) -> String { "\(path)/\(name)" }

  /// Adds a recording from `Examples`, by default under its own name.
  @discardableResult
  func add(example: String, as name: String? = nil) throws -> String {
    let path = path(of: name ?? example)
    try FileManager.default.copyItem(atPath: Repository.example(example), toPath: path)
    return path
  }

  /// Adds one second of noise, different for each seed.
  @discardableResult
  func add(noise name: String, seed: UInt64 = 1, frames: Int = 44_100) throws -> String {
    try surroundings.file(
      "\(self.name)/\(name)", .noise(seed: seed, frames: frames), as: .integer16)
  }

  /// Adds a file with these bytes.
  @discardableResult
  func add(bytes: [UInt8], as name: String) throws -> String {
    try surroundings.file("\(self.name)/\(name)", bytes)
  }

  /// Adds a folder.
  @discardableResult
  func add(folder: String) throws -> String { try surroundings.folder("\(name)/\(folder)") }

  func remove(_ name: String) throws { try surroundings.remove("\(self.name)/\(name)") }

  func bytes(of name: String) throws -> [UInt8] {
    try surroundings.bytes(of: "\(self.name)/\(name)")
  }
}
