import MasteringModel
package import SystemCalls

/// A file that gets its name only once it is complete.
///
/// On systems that support files without a name, a process that dies leaves nothing behind, except in
/// the instant in which the file takes another's place. Elsewhere a hidden file remains beside the
/// target. The next file for the same target removes it, where the file system has locks and no more
/// than four processes write the target at once.
package final class PendingFile {
  /// Open for reading and writing.
  package let descriptor: Int32
  private let path: String
  /// Its temporary name; nil if it has none.
  private var temporary: String?
  private let replaces: Bool

  /// A file to be placed at `path`.
  ///
  /// - Parameter replaces: whether it replaces an existing file. A link to a file stays, and that file
  ///   is replaced.
  /// - Throws: the system's error; `EISDIR` for a folder, and `ENOTSUP` for a device, a pipe or a
  ///   socket, which would be lost under the name.
  package init(at path: String, replacing replaces: Bool) throws(SystemError) {
    var (path, status) = (path, stat())
    if stat(path, &status) == 0 {
      guard status.isFile else { throw SystemError(code: status.isFolder ? EISDIR : ENOTSUP) }
      if let file = try? resolvedPath(of: path) { path = file }
    }
    self.path = path
    self.replaces = replaces
    for name in Self.temporaryNames(beside: path) { Self.removeIfAbandoned(name) }
    let unnamed = openUnnamedFile(in: SystemFiles.folder(of: path), permissions: 0o666)
    if unnamed >= 0 {
      descriptor = unnamed
      temporary = nil
      // For the instant in which it has a temporary name. Without locks, `removeIfAbandoned` removes nothing.
      _ = flock(descriptor, LOCK_EX | LOCK_NB)
      return
    }
    (descriptor, temporary) = try Self.created(beside: path)
  }

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
    if temporary == nil { temporary = try temporaryLink() }
    guard let name = temporary, systemRename(name, path) == 0 else { throw .last }
    temporary = nil
  }

  /// A temporary name for a file without one.
  private func temporaryLink() throws(SystemError) -> String {
    for name in Self.temporaryNames(beside: path) + [Self.unusedName(beside: path)] {
      do throws(SystemError) {
        try link(to: name)
        return name
      } catch {
        guard error.code == EEXIST else { throw error }
      }
    }
    throw SystemError(code: EEXIST)
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
}

extension PendingFile {
  /// The temporary names beside a path. They follow from its last component, so that the next file for
  /// the same path finds those that a killed process left; each is for one of several processes that
  /// write it at the same time.
  package static func temporaryNames(beside path: String) -> [String] {
    var digest = FNV1a()
    for byte in cut(path).name.utf8 { digest.combine(byte) }
    let name = ".mastering-" + String(digest.value, radix: 16)
    return (0..<4).map { "\(SystemFiles.folder(of: path))/\(name)-\($0)" }
  }

  /// A name for when all of them are in use.
  private static func unusedName(beside path: String) -> String {
    "\(SystemFiles.folder(of: path))/.mastering-\(getpid())-\(UInt64.random(in: 0...(.max)))"
  }

  /// A new file under a temporary name, locked for as long as it is open, and the name.
  private static func created(
    beside path: String
  ) throws(SystemError) -> (descriptor: Int32, name: String) {
    for name in temporaryNames(beside: path) {
      let file = open(name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o666)
      if file < 0 {
        guard errno == EEXIST else { throw .last }
        continue
      }
      // Between its creation and its lock another process may have taken it for an abandoned one.
      if flock(file, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK, isFile(file, named: name) {
        return (file, name)
      }
      close(file)
    }
    let name = unusedName(beside: path)
    let file = open(name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o666)
    guard file >= 0 else { throw .last }
    return (file, name)
  }

  /// Removes the file with a temporary name if no process has it open any more, as its lock tells.
  private static func removeIfAbandoned(_ name: String) {
    let file = open(name, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard file >= 0 else { return }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0, status.isFile, status.st_uid == geteuid(),
      flock(file, LOCK_EX | LOCK_NB) == 0, isFile(file, named: name)
    else { return }
    unlink(name)
  }

  /// Whether a name leads to an open file.
  private static func isFile(_ file: Int32, named name: String) -> Bool {
    var (opened, named) = (stat(), stat())
    return fstat(file, &opened) == 0 && lstat(name, &named) == 0
      && FileNumber(opened) == FileNumber(named)
  }
}

private let systemRename = rename
private let systemLink = link
