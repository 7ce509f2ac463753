import Foundation
import Synchronization

/// A folder for one run, in which the files that cases name are created on first use.
final class Workspace: Sendable {
  /// The folder's path.
  let folder: String
  let suite: ConformanceSuite
  private let made = Mutex<[Placeholder: String]>([:])

  /// Creates the folder; nil if the system refuses.
  init?(suite: ConformanceSuite) {
    // With a guardian, it is removed even if this process is killed.
    let parent =
      ProcessGuardian.shared.map { URL(fileURLWithPath: $0.folder) }
      ?? FileManager.default.temporaryDirectory
    let folder = parent.appendingPathComponent("run-\(UUID().uuidString)")
    guard
      (try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true))
        != nil
    else { return nil }
    self.folder = folder.resolvingSymlinksInPath().path
    self.suite = suite
  }

  deinit {
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// The text of a placeholder on this machine.
  func text(for placeholder: Placeholder) throws(WorkspaceProblem) -> String {
    // The lock is held while a file is created, because another case may need it at the same time.
    try made.withLock { made throws(WorkspaceProblem) in
      if let known = made[placeholder] { return known }
      let text = try make(placeholder)
      made[placeholder] = text
      return text
    }
  }

  private func make(_ placeholder: Placeholder) throws(WorkspaceProblem) -> String {
    switch placeholder {
    case .audio(let id):
      guard let recipe = suite.recipes[id] else { throw .unknownRecipe(id) }
      return try write(WAVFile(recipe).bytes, named: "audio/\(id).wav")
    case .recording(let name):
      guard let recording = suite.manifest.recordings.first(where: { $0.name == name }) else {
        throw .unknownRecording(name)
      }
      // Links first: the parent of a linked folder is that of the link's target.
      let origin = URL(fileURLWithPath: suite.folder).resolvingSymlinksInPath().path
      let path = URL(fileURLWithPath: "\(origin)/\(recording.file)").standardized.path
      guard FileManager.default.fileExists(atPath: path) else { throw .missingRecording(path) }
      return path
    case .missing(let name): return "\(folder)/missing/\(name)"
    case .folder:
      try makeFolder("folder")
      return "\(folder)/folder"
    case .library(let name): throw .noLibrary(name)
    case .port, .token: throw .noServer
    case .file(let name, let bytes):
      // Two cases may give the same name to different bytes.
      let digest = SHA256Digest.hexadecimal(of: bytes).prefix(12)
      return try write(bytes, named: "files/\(digest)/\(name)")
    }
  }

  /// The bytes of a file; nil if it cannot be read.
  static func contents(of path: String) -> [UInt8]? {
    FileManager.default.contents(atPath: path).map(Array.init)
  }

  /// A new folder with files for a server.
  func makeLibrary(
    _ files: [(path: String, file: Placeholder)], named name: String
  ) throws(WorkspaceProblem) -> String {
    let library = "libraries/\(name.replacing("/", with: "-"))"
    try makeFolder(library)
    for (path, file) in files {
      let source = try text(for: file)
      guard let bytes = Self.contents(of: source) else { throw .missingRecording(source) }
      _ = try write(bytes, named: "\(library)/\(path)")
    }
    return "\(folder)/\(library)"
  }

  private func write(_ bytes: [UInt8], named name: String) throws(WorkspaceProblem) -> String {
    let path = "\(folder)/\(name)"
    try makeFolder(String(name[..<(name.utf8.lastIndex(of: UInt8(ascii: "/")) ?? name.startIndex)]))
    do {
      try Data(bytes).write(to: URL(fileURLWithPath: path))
    } catch {
      throw .cannotWrite(path)
    }
    return path
  }

  private func makeFolder(_ name: String) throws(WorkspaceProblem) {
    let path = "\(folder)/\(name)"
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw .cannotWrite(path)
    }
  }
}

/// Why a file that a case needs is missing.
enum WorkspaceProblem: Error, Hashable {
  case unknownRecipe(String)
  case unknownRecording(String)
  case missingRecording(String)
  case cannotWrite(String)
  case noLibrary(String)
  case noServer
  case nothingCaptured(step: Int, place: String)
}
