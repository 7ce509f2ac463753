package import SystemCalls

/// An open folder, in which files are opened, made, renamed and deleted by their names: whatever is
/// put in the place of the folder meanwhile, or of one on the way to it, leads nowhere else.
package struct OpenFolder: ~Copyable {
  let descriptor: Int32

  /// Opens a folder. No part of its path may be a link.
  ///
  /// - Throws: the system's error; `ENOTDIR` for a link on the way.
  package init(_ path: String) throws(SystemError) {
    // To the system, a path ends at its first zero byte: it would open another folder.
    guard !path.utf8.contains(0) else { throw SystemError(code: ENOENT) }
    var folder = open(path.utf8.first == UInt8(ascii: "/") ? "/" : ".", Self.flags)
    guard folder >= 0 else { throw .last }
    for name in path.utf8.split(separator: UInt8(ascii: "/")) {
      let next = openat(folder, String(decoding: name, as: UTF8.self), Self.flags | O_NOFOLLOW)
      let error = SystemError.last
      close(folder)
      guard next >= 0 else { throw error }
      folder = next
    }
    descriptor = folder
  }

  deinit {
    close(descriptor)
  }

  /// Only to look for names in it, which needs no right to list it.
  private static var flags: Int32 {
    #if canImport(Darwin)
      O_RDONLY | O_DIRECTORY | O_CLOEXEC
    #else
      // O_PATH, which the C library shows to GNU programs only.
      0o10_000_000 | O_DIRECTORY | O_CLOEXEC
    #endif
  }

  /// Opens what has the name in it, for reading; never waits, and follows no link.
  ///
  /// - Throws: the system's error; `ELOOP` for a link.
  package func file(_ name: String) throws(SystemError) -> Int32 {
    // Without O_NONBLOCK, opening a pipe would wait for a writer.
    let file = openat(descriptor, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW)
    guard file >= 0 else { throw .last }
    return file
  }

  /// Deletes what has the name, which is no folder.
  package func delete(_ name: String) throws(SystemError) {
    guard unlinkat(descriptor, name, 0) == 0 else { throw .last }
  }
}
