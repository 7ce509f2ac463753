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
    case link
    case tooLarge
    case system(SystemError)
  }

  /// Reads the file of a name in a folder; a link is not followed.
  ///
  /// - Parameter limit: the most bytes that are read; a larger file is refused.
  package init(
    _ name: String, in folder: borrowing OpenFolder, limit: Int
  ) throws(Trouble) {
    let descriptor: Int32
    do throws(SystemError) { descriptor = try folder.file(name) } catch {
      switch error.code {
      case ENOENT: throw .missing
      case ELOOP: throw .link
      default: throw .system(error)
      }
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

  /// Puts a file into place as a whole: at every moment, and after a power cut, the name leads to
  /// the old content or the new.
  ///
  /// - Parameters:
  ///   - temporary: a name in the same folder that nothing else uses meanwhile.
  ///   - old: what has the name now. Of this user's file the new one gets the rights to read and
  ///     write, and of another user's, where that is allowed, the owner; never more.
  package static func put(
    _ bytes: [UInt8], as name: String, in folder: borrowing OpenFolder,
    through temporary: String, inPlaceOf old: SmallFile?
  ) throws(SystemError) {
    // Left by a process that died.
    unlinkat(folder.descriptor, temporary, 0)
    let descriptor = openat(
      folder.descriptor, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
      mode_t(old == nil ? 0o666 : 0o644))
    guard descriptor >= 0 else { throw .last }
    var isInPlace = false
    defer {
      close(descriptor)
      if !isInPlace { unlinkat(folder.descriptor, temporary, 0) }
    }
    if let old {
      if old.owner == geteuid() {
        guard fchmod(descriptor, old.mode & 0o666) == 0 else { throw .last }
      }
      // Root gives a file back to whom it belonged.
      _ = fchown(descriptor, old.owner, old.group)
    }
    if let code = Descriptor(number: descriptor).write(bytes) { throw SystemError(code: code) }
    guard fsync(descriptor) == 0,
      renameat(folder.descriptor, temporary, folder.descriptor, name) == 0
    else { throw .last }
    isInPlace = true
  }

  /// The path itself, or where it leads if it is a link, so that a link stays one.
  package static func target(of path: String) -> String {
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}
