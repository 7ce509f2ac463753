internal import SystemCalls

/// A file of a library, and the state it was found in.
struct LibraryFile: Sendable, Hashable {
  /// Its absolute path, links resolved.
  let path: String
  /// The state.
  let version: Version

  /// What differs when a file was changed.
  struct Version: Sendable, Hashable {
    let sizeBytes: Int64
    let modifiedAtNanoseconds: Int64
  }

  /// The file that a name leads to; nil where it leads nowhere, out of the folders, or to what is no
  /// regular file.
  ///
  /// - Parameter name: a path that a ``LibraryFinder`` found in the folders. It follows no link, so
  ///   that only the last part can be one; looking at all parts, for a hundred thousand files, would
  ///   take most of the time.
  init?(named name: String, in folders: LibraryFolders) {
    var status = stat()
    guard lstat(name, &status) == 0 else { return nil }
    if status.st_mode & S_IFMT == S_IFLNK {
      guard let target = try? resolvedPath(of: name), lstat(target, &status) == 0 else {
        return nil
      }
      path = target
    } else {
      path = name
    }
    guard status.st_mode & S_IFMT == S_IFREG, folders.contain(path) else { return nil }
    #if canImport(Darwin)
      let modified = status.st_mtimespec
    #else
      let modified = status.st_mtim
    #endif
    version = Version(
      sizeBytes: Int64(status.st_size),
      // A time beyond the year 2262 wraps around, and still differs from the one before.
      modifiedAtNanoseconds: Int64(modified.tv_sec) &* 1_000_000_000 &+ Int64(modified.tv_nsec))
  }
}

extension String {
  /// Whether it comes first in the order of bytes, which is that of paths everywhere.
  func precedesByBytes(_ other: String) -> Bool {
    utf8.lexicographicallyPrecedes(other.utf8)
  }

  /// Whether it has the same bytes: Swift takes `é` and `e` with an accent for the same text, and a
  /// file system may hold both.
  func isSameByBytes(as other: String) -> Bool { utf8.elementsEqual(other.utf8) }
}
