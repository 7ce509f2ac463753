package import SystemCalls

/// An open folder, in which files are opened, created, renamed and deleted by name: replacing the
/// folder, or one on the way to it, in the meantime has no effect.
package struct OpenFolder: ~Copyable {
  let descriptor: Int32

  /// Opens a folder. No part of its path may be a link.
  ///
  /// - Throws: the system's error; `ENOTDIR` for a link on the way.
  package init(_ path: String) throws(SystemError) {
    // To the system, a path ends at its first zero byte: it would open another folder.
    guard !path.utf8.contains(0) else { throw SystemError(code: ENOENT) }
    let start = open(path.utf8.first == UInt8(ascii: "/") ? "/" : ".", Self.flags)
    descriptor = try Self.walk(path.utf8, from: start, flags: Self.flags)
  }

  /// Opens a folder, following links in its path.
  package init(followingLinks path: String) throws(SystemError) {
    guard !path.utf8.contains(0) else { throw SystemError(code: ENOENT) }
    let folder = open(path, Self.flags)
    guard folder >= 0 else { throw .last }
    descriptor = folder
  }

  /// Opens a folder inside this one for listing. No part of its path may be a link.
  ///
  /// - Throws: as ``init(_:)``
  package func folder(_ path: some Collection<UInt8>) throws(SystemError) -> Int32 {
    let start = openat(descriptor, ".", Self.flags)
    return try Self.walk(path, from: start, flags: Self.listingFlags)
  }

  /// Opens this folder for listing.
  package func listing() throws(SystemError) -> Int32 {
    let folder = openat(descriptor, ".", Self.listingFlags)
    guard folder >= 0 else { throw .last }
    return folder
  }

  private static var listingFlags: Int32 { O_RDONLY | O_DIRECTORY | O_CLOEXEC }

  /// Walks from an open folder to another; the last one is opened with other flags, and those on
  /// the way are closed.
  private static func walk(
    _ path: some Collection<UInt8>, from start: Int32, flags last: Int32
  ) throws(SystemError) -> Int32 {
    guard start >= 0 else { throw .last }
    var folder = start
    let names = path.split(separator: UInt8(ascii: "/"))
    for (index, name) in names.enumerated() {
      let flags = index == names.count - 1 ? last : Self.flags
      // Bytes, because a folder's name need not be UTF-8.
      let next = openat(folder, name.map { CChar(bitPattern: $0) } + [0], flags | O_NOFOLLOW)
      let error = SystemError.last
      close(folder)
      guard next >= 0 else { throw error }
      folder = next
    }
    return folder
  }

  deinit {
    close(descriptor)
  }

  /// Only for looking up names in it, which needs no permission to list it.
  private static var flags: Int32 {
    #if canImport(Darwin)
      O_RDONLY | O_DIRECTORY | O_CLOEXEC
    #else
      // O_PATH, which the C library defines only for GNU programs.
      0o10_000_000 | O_DIRECTORY | O_CLOEXEC
    #endif
  }

  /// Opens the file with this name for reading; never blocks, and follows no link.
  ///
  /// - Throws: the system's error; `ELOOP` for a link.
  package func file(_ name: String) throws(SystemError) -> Int32 {
    // Without O_NONBLOCK, opening a pipe would wait for a writer.
    let file = openat(descriptor, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW)
    guard file >= 0 else { throw .last }
    return file
  }

  /// The status of the file with this name; for a link, that of the link itself.
  package func status(of name: String) throws(SystemError) -> stat {
    var status = stat()
    guard fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { throw .last }
    return status
  }

  /// Deletes the file with this name, which must not be a folder.
  package func delete(_ name: String) throws(SystemError) {
    guard unlinkat(descriptor, name, 0) == 0 else { throw .last }
  }
}
