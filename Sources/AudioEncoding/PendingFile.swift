import MasteringModel
import SystemCalls
import SystemFiles

/// A file that has no name yet, and gets it when it is whole.
///
/// Where the system knows files without a name, a process that dies leaves nothing behind;
/// elsewhere a hidden file beside the target stays.
final class PendingFile {
  let descriptor: Int32
  private let path: String
  /// The name it has meanwhile; nil where it has none.
  private var temporary: String?
  private let replaces: Bool

  /// A file that is to lie at `path`.
  ///
  /// - Parameter replaces: whether it takes the place of a file that lies there.
  init(at path: String, replacing replaces: Bool) throws(SystemError) {
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
    /// O_TMPFILE, which Swift does not see: __O_TMPFILE of Linux's generic fcntl.h and O_DIRECTORY.
    private static let unnamedFile = 0o20000000 | O_DIRECTORY
  #endif

  deinit {
    close(descriptor)
    if let temporary { unlink(temporary) }
  }

  /// Gives the file its name, once its content is on the disk.
  func keep() throws(SystemError) {
    guard fsync(descriptor) == 0 else { throw .last }
    if replaces {
      try rename()
    } else {
      try link(to: path)
    }
    // The name is on the disk once the folder is. Some file systems cannot sync one; the name is
    // there all the same.
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

  /// Makes a name lead to the file; an error where it leads to another already.
  private func link(to name: String) throws(SystemError) {
    let result: Int32
    if let temporary {
      result = systemLink(temporary, name)
    } else {
      result = linkat(
        AT_FDCWD, "/proc/self/fd/\(descriptor)", AT_FDCWD, name, AT_SYMLINK_FOLLOW)
    }
    guard result == 0 else { throw .last }
  }

  /// A name beside a path that no other file has.
  private static func temporaryName(beside path: String) -> String {
    "\(SystemFiles.folder(of: path))/.mastering-\(getpid())-\(UInt64.random(in: 0...(.max)))"
  }
}

private let systemRename = rename
private let systemLink = link
