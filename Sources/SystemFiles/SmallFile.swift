package import SystemCalls

/// The whole content of a small regular file, and who may do what with it.
package struct SmallFile: Sendable {
  package let bytes: [UInt8]
  private let mode: mode_t
  private let owner: uid_t
  private let group: gid_t

  /// Why there is nothing to read, or nothing that should be.
  package enum Trouble: Error {
    case missing
    case notAFile
    case tooLarge
    case system(SystemError)
  }

  /// Reads a file, links followed.
  ///
  /// - Parameter limit: the most bytes that are read; a larger file is refused.
  package init(_ path: String, limit: Int) throws(Trouble) {
    // Without O_NONBLOCK, opening a pipe would wait for somebody to write to it.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw errno == ENOENT || errno == ENOTDIR ? .missing : .system(.last)
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .system(.last) }
    guard status.isFile else { throw .notAFile }
    guard status.st_size <= limit else { throw .tooLarge }
    mode = status.st_mode & 0o7777
    owner = status.st_uid
    group = status.st_gid
    let read: [UInt8]?
    do throws(SystemError) {
      // The end may have moved since the file was opened.
      read = try Descriptor(number: descriptor)
        .readToEnd(expectedBytes: Int(status.st_size), limitBytes: limit)
    } catch {
      throw .system(error)
    }
    guard let read else { throw .tooLarge }
    bytes = read
  }

  /// Puts a file into place as a whole: at every moment, and after a power cut, the path leads to
  /// the old content or the new.
  ///
  /// - Parameters:
  ///   - temporary: a path in the same folder that nobody else uses meanwhile.
  ///   - old: what lies there now; the new file gets its permissions, and its owner where that is
  ///     allowed.
  package static func put(
    _ bytes: [UInt8], at path: String, through temporary: String, inPlaceOf old: SmallFile?
  ) throws(SystemError) {
    // Left by a process that died.
    unlink(temporary)
    let descriptor = open(
      temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode_t(0o666))
    guard descriptor >= 0 else { throw .last }
    var isInPlace = false
    defer {
      close(descriptor)
      if !isInPlace { unlink(temporary) }
    }
    if let old {
      // The owner first: changing it takes away some permissions.
      _ = fchown(descriptor, old.owner, old.group)
      guard fchmod(descriptor, old.mode) == 0 else { throw .last }
    }
    if let code = Descriptor(number: descriptor).write(bytes) { throw SystemError(code: code) }
    guard fsync(descriptor) == 0, rename(temporary, path) == 0 else { throw .last }
    isInPlace = true
  }

  /// The path itself, or where it leads if it is a link, so that a link stays one.
  package static func target(of path: String) -> String {
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}
