package import SystemCalls

/// A file that gets its name only once it is complete.
///
/// On systems that support files without a name, a process that dies leaves nothing behind;
/// elsewhere a hidden file remains beside the target.
package final class PendingFile {
  /// Open for reading and writing.
  package let descriptor: Int32
  private let path: String
  /// Its temporary name; nil if it has none.
  private var temporary: String?
  private let replaces: Bool

  /// A file to be placed at `path`.
  ///
  /// - Parameter replaces: whether it replaces an existing file.
  package init(at path: String, replacing replaces: Bool) throws(SystemError) {
    self.path = path
    self.replaces = replaces
    #if canImport(Glibc)
      let unnamed = open(
        SystemFiles.folder(of: path), Self.unnamedFile | O_RDWR | O_CLOEXEC, 0o666)
      if unnamed >= 0 {
        descriptor = unnamed
        temporary = nil
        return
      }
    #endif
    let name = Self.temporaryName(beside: path)
    descriptor = open(name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw .last }
    temporary = name
  }

  #if canImport(Glibc)
    /// O_TMPFILE, which Swift does not import: __O_TMPFILE of Linux's generic fcntl.h and
    /// O_DIRECTORY.
    private static let unnamedFile = 0o20000000 | O_DIRECTORY
  #endif

  deinit {
    close(descriptor)
    if let temporary { unlink(temporary) }
  }

  /// Gives the file its name after its content is on disk.
  package func keep() throws(SystemError) {
    guard fsync(descriptor) == 0 else { throw .last }
    if replaces {
      try rename()
    } else {
      try link(to: path)
    }
    // The name is on disk once the folder is. Some file systems cannot sync a folder; the name
    // exists all the same.
    let folder = open(SystemFiles.folder(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if folder >= 0 {
      _ = fsync(folder)
      close(folder)
    }
  }

  private func rename() throws(SystemError) {
    if temporary == nil {
      let name = Self.temporaryName(beside: path)
      try link(to: name)
      temporary = name
    }
    guard let name = temporary, systemRename(name, path) == 0 else { throw .last }
    temporary = nil
  }

  /// Links a name to the file; an error if the name is taken.
  private func link(to name: String) throws(SystemError) {
    guard let temporary else {
      let result = linkat(
        AT_FDCWD, "/proc/self/fd/\(descriptor)", AT_FDCWD, name, AT_SYMLINK_FOLLOW)
      guard result == 0 else { throw .last }
      return
    }
    guard systemLink(temporary, name) != 0 else { return }
    let error = SystemError.last
    // A file system without links, as those of USB sticks: the name is taken first, if it is free.
    guard [EPERM, ENOTSUP, EOPNOTSUPP].contains(error.code) else { throw error }
    let taken = open(name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o666)
    guard taken >= 0 else { throw .last }
    close(taken)
    guard systemRename(temporary, name) == 0 else {
      let error = SystemError.last
      unlink(name)
      throw error
    }
    self.temporary = nil
  }

  /// An unused name in the same folder as a path.
  private static func temporaryName(beside path: String) -> String {
    "\(SystemFiles.folder(of: path))/.mastering-\(getpid())-\(UInt64.random(in: 0...(.max)))"
  }
}

private let systemRename = rename
private let systemLink = link
