import MasteringModel
import SystemCalls
import SystemFiles

/// The folders of a library, with links resolved. Nothing outside them belongs to the library,
/// whatever links lead there.
struct LibraryFolders: Sendable {
  /// The absolute paths, in the order they were given.
  let paths: [String]

  /// - Throws: ``NoSuchLibraryFolder`` for the first one that is not a folder.
  init(_ folders: [String]) throws(NoSuchLibraryFolder) {
    var paths: [String] = []
    for folder in folders {
      do throws(SystemReason) {
        paths.append(try Self.resolved(folder))
      } catch {
        throw NoSuchLibraryFolder(path: folder, errno: error)
      }
    }
    self.paths = paths
  }

  /// Whether a resolved path is in one of them, and neither it nor a folder on the way is hidden.
  func show(_ path: String) -> Bool {
    paths.contains { folder in
      let rest = path.utf8.dropFirst(folder.utf8.count)
      // For the root folder, the slash is part of the name.
      return path.utf8.starts(with: folder.utf8)
        && (rest.first == UInt8(ascii: "/") || folder == "/") && !hasHiddenName(rest)
    }
  }

  private static func resolved(_ folder: String) throws(SystemReason) -> String {
    let path = try resolvedPath(of: folder)
    var status = stat()
    guard stat(path, &status) == 0 else { throw SystemReason(errno: errno) }
    guard status.isFolder else { throw SystemReason(errno: ENOTDIR) }
    return path
  }
}

extension NoSuchLibraryFolder {
  fileprivate init(path: String, errno reason: SystemReason) {
    switch reason.code {
    case ENOENT: self.init(path: path, kind: .notFound)
    case ENOTDIR: self.init(path: path, kind: .notAFolder)
    default: self.init(path: path, kind: .unreadable(reason))
    }
  }
}
