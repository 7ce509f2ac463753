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
    makesFolders = true
    let results = output.map { Self.results(of: paths, in: $0.isEmpty ? "." : $0) } ?? []
    var sources: [String: String] = [:]
    var places = ResolvedFolders()
    for path in paths {
      for (file, name) in try filesAndNames(
        path, isAlone: paths.count == 1, outside: results, found: found)
      {
        files.append(file)
        guard let output else { continue }
        let folder = output.hasSuffix(ofBytes: "/") ? output : output + "/"
        let destination = folder + Self.writable(name)
        // Links can lead from two folders to one.
        if let other = sources.updateValue(file, forKey: places.resolved(destination)) {
          throw .twoForOne(other, file, destination: destination)
        }
        destinations[file] = destination
      }
    }
  }

  /// The existing folders that results go to: those of an earlier run are not sources.
  private static func results(of paths: [String], in output: String) -> [String] {
    let folders =
      paths.count == 1 ? [] : paths.filter(isFolder).map { "\(output)/\(lastName(of: $0))" }
    return ([output] + folders).compactMap { try? resolvedPath(of: $0) }
  }

  /// The destination of a file's result; nil if nothing is written.
  subscript(file: String) -> String? { destinations[file] }

  /// A named file keeps its name; files of a folder keep their path within it, after the folder's
  /// own name if other sources were named as well.
  private mutating func filesAndNames(
    _ path: String, isAlone: Bool, outside results: [String], found: (Int) -> Void
  ) throws(MasterSourcesFailure) -> [(file: String, name: String)] {
    guard isFolder(path) else { return [(path, lastName(of: path))] }
    var finder = LibraryFinder()
    let count = files.count
    finder.search(path) { found(count + $0) }
    problems += finder.problems
    let prefix = isAlone ? "" : lastName(of: path) + "/"
    let folder = path.hasSuffix(ofBytes: "/") ? path : path + "/"
    // Where results go to the folder itself or one above it, all its files are sources.
    let root = try? resolvedPath(of: path)
    let results = results.filter { result in root.map { result.isInside($0) } ?? false }
    return finder.files.compactMap { file in
      if !results.isEmpty, let real = try? resolvedPath(of: albumFolder(of: file)),
        results.contains(where: { real == $0 || real.isInside($0) })
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

/// Paths with the links of their folders followed, of which the last ones need not exist.
private struct ResolvedFolders {
  private var known: [String: String] = [:]

  mutating func resolved(_ path: String) -> String {
    let parent = folder(of: path)
    // The root, which is there.
    guard parent != path else { return path }
    return resolvedFolder(parent) + "/" + lastName(of: path)
  }

  private mutating func resolvedFolder(_ path: String) -> String {
    if let place = known[path] { return place }
    let place: String
    if let real = try? resolvedPath(of: path) {
      place = real
    } else if path.utf8.contains(UInt8(ascii: "/")) {
      place = resolved(path)
    } else {
      place = path
    }
    known[path] = place
    return place
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
  /// Whether a resolved path leads into a folder.
  fileprivate func isInside(_ folder: String) -> Bool {
    utf8.starts(with: (folder == "/" ? folder : folder + "/").utf8)
  }

  fileprivate func hasSuffix(ofBytes suffix: String) -> Bool {
    utf8.suffix(suffix.utf8.count).elementsEqual(suffix.utf8)
  }
}
