import MasteringModel
import SystemCalls
import SystemFiles

/// Finds the audio files of a library.
///
/// A folder yields its files by name, then its subfolders by name; names are in byte order. Hidden
/// entries, whose names begin with a dot, are skipped. A file that is named explicitly counts,
/// whatever its name is.
///
/// A link to a file counts as a file under its own name. A link to a folder is not followed, so
/// that the search never leaves the given folders, never loops and reads no folder twice;
/// ``linkedFolders`` is their number. A given folder itself may be a link. A file that is named in
/// addition to its folder counts twice.
public struct LibraryFinder: Sendable {
  /// The files found so far.
  public private(set) var files = FoundFiles()
  /// What could not be searched, in the order encountered.
  public private(set) var problems: [FinderProblem] = []
  /// The files in folders whose names are not those of audio files; hidden ones do not count.
  public private(set) var passedOver = PassedOverFiles()
  /// How many links to folders were not followed.
  public private(set) var linkedFolders = 0
  /// The first of them.
  public private(set) var firstLinkedFolder: String?

  private let takesAllNames: Bool
  private var visited: Set<FileNumber> = []

  /// A finder without any files yet.
  ///
  /// - Parameter takesAllNames: whether files in folders count whatever their extension.
  public init(takesAllNames: Bool = false) {
    self.takesAllNames = takesAllNames
  }

  /// Searches a folder, or adds a file. Stops early if its task is cancelled.
  ///
  /// - Parameter found: called from time to time with the number of files so far.
  public mutating func search(_ path: String, found: (Int) -> Void = { _ in }) {
    search(path, entering: { _ in }, found: found)
  }

  /// - Parameter entering: called with the path of each folder before it is read.
  mutating func search(
    _ path: String, entering: ([UInt8]) -> Void, found: (Int) -> Void
  ) {
    var status = stat()
    // To the system, a path ends at its first zero byte: it would check another file.
    guard !path.isEmpty, !path.utf8.contains(0), stat(path, &status) == 0 else {
      let code = path.isEmpty || path.utf8.contains(0) ? ENOENT : errno
      // The path of a track in a file; opening it shows whether it exists.
      if code == ENOTDIR, let place = TrackPath(path), stat(place.file, &status) == 0,
        status.isFile
      {
        return take(path)
      }
      problems.append(FinderProblem(path: path, errno: code))
      return
    }
    switch status.otherKind {
    case .folder?: walk(from: Array(path.utf8), entering: entering, found: found)
    case nil: take(path)
    default: problems.append(FinderProblem(path: path, kind: .neitherFolderNorFile))
    }
  }

  private mutating func take(_ path: String) {
    let (folder, name) = cut(path)
    files.append(name.utf8[...], after: folder)
  }

  private mutating func walk(
    from root: [UInt8], entering: ([UInt8]) -> Void, found: (Int) -> Void
  ) {
    // Folders still to be read, the next one last. Paths are bytes, because a folder's name need
    // not be UTF-8.
    var folders = [root]
    // Subfolders are opened from it, so that replacing one with a link after it was found has no
    // effect. If it cannot be opened, reading it reports that.
    let outer = try? OpenFolder(followingLinks: String(decoding: root, as: UTF8.self))
    while let folder = folders.popLast(), !Task.isCancelled {
      let path = String(decoding: folder, as: UTF8.self)
      let entries: FolderEntries
      entering(folder)
      do throws(SystemReason) {
        let rest = folder.dropFirst(root.count)
        // A folder this deep could be listed, but its files could not be opened by path.
        guard folder.count < PATH_MAX else { throw SystemReason(errno: ENAMETOOLONG) }
        switch outer {
        case .some(let outer) where !rest.isEmpty:
          entries = try FolderEntries(ofFolderAt: rest, in: outer)
        default: entries = try FolderEntries(ofFolderAt: path)
        }
      } catch {
        problems.append(FinderProblem(path: path, errno: error.code))
        continue
      }
      guard visited.insert(entries.identity).inserted else { continue }
      let prefix = Self.prefix(of: folder)
      let prefixText = String(decoding: prefix, as: UTF8.self)
      for name in entries.files {
        if takesAllNames || AudioFileNames.isAudio(name) {
          files.append(name, after: prefixText)
        } else {
          passedOver.add(name)
        }
      }
      if let first = entries.linkedFolders.first, firstLinkedFolder == nil {
        firstLinkedFolder = String(decoding: prefix + first, as: UTF8.self)
      }
      linkedFolders += entries.linkedFolders.count
      folders += entries.folders.reversed().map { prefix + $0 }
      found(files.count)
    }
  }

  /// The folder's path with one slash at its end.
  private static func prefix(of folder: [UInt8]) -> [UInt8] {
    let slash = UInt8(ascii: "/")
    let end = folder.lastIndex { $0 != slash }.map { $0 + 1 } ?? 0
    return folder[..<end] + [slash]
  }
}

extension FinderProblem {
  fileprivate init(path: String, errno code: Int32) {
    switch code {
    // ENOTDIR: a part of the path that should be a folder is a file.
    case ENOENT, ENOTDIR: self.init(path: path, kind: .notFound)
    default: self.init(path: path, kind: .unreadable(SystemReason(errno: code)))
    }
  }
}
