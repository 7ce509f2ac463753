import AudioDecoding
import AudioEncoding
import LibraryAnalysis
import MasteringModel
import SystemCalls
import SystemFiles

/// The files to master, and the destination of each result.
struct MasterSources: Sendable {
  /// The files, in the order in which they were named or found.
  private(set) var files: [String] = []
  private var destinations: [String: String] = [:]
  /// Whether to create folders for the results.
  private(set) var makesFolders = false
  /// What could not be searched.
  private(set) var problems: [FinderProblem] = []

  /// Searches the named files and folders.
  ///
  /// - Parameter output: a file for a single source; a folder if there are several, if it ends in a
  ///   slash, or if it is a folder; nil if nothing is written.
  init(_ paths: [String], output: String?, found: (Int) -> Void) throws(MasterSourcesFailure) {
    let hasFolders = paths.contains(where: isFolder)
    guard
      hasFolders || paths.count > 1
        || output.map({ $0.hasSuffix(ofBytes: "/") || isFolder($0) })
          ?? false
    else {
      files = paths
      if let output { destinations[paths[0]] = output }
      return
    }
    makesFolders = hasFolders
    // The results of an earlier run are not sources.
    let ownFolder = output.flatMap { try? resolvedPath(of: $0.isEmpty ? "." : $0) }
    var sources: [String: String] = [:]
    for path in paths {
      for (file, name) in try filesAndNames(
        path, isAlone: paths.count == 1, outside: ownFolder, found: found)
      {
        files.append(file)
        guard let output else { continue }
        let folder = output.hasSuffix(ofBytes: "/") ? output : output + "/"
        let destination = folder + Self.writable(name)
        if let other = sources.updateValue(file, forKey: destination) {
          throw .twoForOne(other, file, destination: destination)
        }
        destinations[file] = destination
      }
    }
  }

  /// The destination of a file's result; nil if nothing is written.
  subscript(file: String) -> String? { destinations[file] }

  /// A named file keeps its name; files of a folder keep their path within it, after the folder's
  /// own name if other sources were named as well.
  private mutating func filesAndNames(
    _ path: String, isAlone: Bool, outside ownFolder: String?, found: (Int) -> Void
  ) throws(MasterSourcesFailure) -> [(file: String, name: String)] {
    guard isFolder(path) else { return [(path, lastName(of: path))] }
    var finder = LibraryFinder()
    let count = files.count
    finder.search(path) { found(count + $0) }
    problems += finder.problems
    let prefix = isAlone ? "" : lastName(of: path) + "/"
    let folder = path.hasSuffix(ofBytes: "/") ? path : path + "/"
    // Where the results go into the folder itself or one above it, all its files are sources.
    let root = try? resolvedPath(of: path)
    let ownFolder = ownFolder.flatMap { own in
      root.flatMap {
        own != $0 && own.utf8.starts(with: ($0 == "/" ? $0 : $0 + "/").utf8) ? own : nil
      }
    }
    return finder.files.compactMap { file in
      if let ownFolder, let real = try? resolvedPath(of: albumFolder(of: file)),
        (real + "/").utf8.starts(with: (ownFolder + "/").utf8)
      {
        return nil
      }
      return (
        file, prefix + String(decoding: file.utf8.dropFirst(folder.utf8.count), as: UTF8.self)
      )
    }
  }

  /// A name with an extension that can be written: its own, or that of FLAC.
  private static func writable(_ name: String) -> String {
    guard AudioContainer(pathEnding: name) == nil else { return name }
    let last = lastName(of: name)
    guard let dot = last.utf8.lastIndex(of: UInt8(ascii: ".")), dot > last.startIndex else {
      return name + ".flac"
    }
    let ending = last.utf8.distance(from: dot, to: last.endIndex)
    return String(decoding: name.utf8.dropLast(ending), as: UTF8.self) + ".flac"
  }
}

/// Why the named files cannot be mastered.
enum MasterSourcesFailure: Error {
  /// Two results would have the same name.
  case twoForOne(String, String, destination: String)
}

/// The last component of a path. Split by bytes, as the system does: a combining mark after a slash
/// would form one character with it.
func lastName(of path: String) -> String {
  path.utf8.split(separator: UInt8(ascii: "/")).last.flatMap { String($0) } ?? path
}

/// The folder of a file, whose tracks form an album.
func albumFolder(of path: String) -> String {
  let file = path.utf8.contains(UInt8(ascii: "/")) ? TrackPath(path)?.file ?? path : path
  return folder(of: file)
}

extension String {
  fileprivate func hasSuffix(ofBytes suffix: String) -> Bool {
    utf8.suffix(suffix.utf8.count).elementsEqual(suffix.utf8)
  }
}
