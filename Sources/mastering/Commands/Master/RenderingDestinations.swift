import ArgumentParser
import AudioEncoding
import SystemCalls

/// Where the result of each file goes.
struct RenderingDestinations: Sendable {
  private let paths: [String: String]

  /// - Parameters:
  ///   - output: a file, or a folder where there are several files, where it ends in a slash, or
  ///     where it is one; nil where nothing is written.
  /// - Throws: `ValidationError` where two results would have one name.
  init(files: [String], output: String?) throws {
    guard let output else {
      paths = [:]
      return
    }
    guard files.count > 1 || output.utf8.last == UInt8(ascii: "/") || Self.isFolder(output) else {
      paths = [files[0]: output]
      return
    }
    let folder = output.utf8.last == UInt8(ascii: "/") ? output : output + "/"
    var paths: [String: String] = [:]
    var sources: [String: String] = [:]
    for file in files {
      let path = folder + Self.name(of: file)
      if let other = sources.updateValue(file, forKey: path) {
        throw ValidationError(
          "\(other.printable) and \(file.printable) would both become \(path.printable).")
      }
      paths[file] = path
    }
    self.paths = paths
  }

  /// Where a file's result goes; nil where nothing is written.
  subscript(file: String) -> String? { paths[file] }

  /// The file's name, with an ending that can be written: its own, or that of FLAC.
  private static func name(of file: String) -> String {
    // By bytes, as the system takes a path apart: a mark that combines with a slash makes one
    // character of both.
    let name = file.utf8.split(separator: UInt8(ascii: "/")).last.flatMap { String($0) } ?? file
    guard AudioContainer(pathEnding: name) == nil else { return name }
    let stem = name.utf8.lastIndex(of: UInt8(ascii: ".")).map { String(name[..<$0]) } ?? name
    return (stem.isEmpty ? name : stem) + ".flac"
  }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}
