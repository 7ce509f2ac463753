import AudioFixtures
import Foundation

/// A folder of music for a server to serve, in a folder with things that it must not serve.
final class Shelf: Sendable {
  /// The folder around it, for caches, logs and what must not be served.
  let surroundings: TemporaryFolder
  /// Its name, which no other text holds.
  let name: String
  /// Its absolute path.
  let path: String

  /// An empty one.
  init() throws {
    surroundings = try TemporaryFolder()
    name = "shelf-\(UUID().uuidString.lowercased())"
    path = try surroundings.folder(name)
  }

  /// What no answer may hold.
  var secrets: [String] { [name, URL(fileURLWithPath: surroundings.path).lastPathComponent] }

  func path(of name: String) -> String { "\(path)/\(name)" }

  /// Puts a recording of `Examples` there, under its own name if no other is given.
  @discardableResult
  func add(example: String, as name: String? = nil) throws -> String {
    let path = path(of: name ?? example)
    try FileManager.default.copyItem(atPath: Repository.example(example), toPath: path)
    return path
  }

  /// Puts a second of noise there, another for each seed.
  @discardableResult
  func add(noise name: String, seed: UInt64 = 1, frames: Int = 44_100) throws -> String {
    try surroundings.file(
      "\(self.name)/\(name)", .noise(seed: seed, frames: frames), as: .integer16)
  }

  /// Puts bytes there.
  @discardableResult
  func add(bytes: [UInt8], as name: String) throws -> String {
    try surroundings.file("\(self.name)/\(name)", bytes)
  }

  /// Makes a folder there.
  @discardableResult
  func add(folder: String) throws -> String { try surroundings.folder("\(name)/\(folder)") }

  func remove(_ name: String) throws { try surroundings.remove("\(self.name)/\(name)") }

  func bytes(of name: String) throws -> [UInt8] {
    try surroundings.bytes(of: "\(self.name)/\(name)")
  }
}
