package import SystemCalls

/// The whole content of a small regular file, with its permissions.
package struct SmallFile: Sendable {
  package let bytes: [UInt8]
  private let mode: mode_t
  private let owner: uid_t
  private let group: gid_t

  /// Why a file cannot or should not be read.
  package enum Trouble: Error {
    case missing
    case notAFile
    case link
    case tooLarge
    case system(SystemError)
  }

  /// Reads the file with a name in a folder; a link is not followed.
  ///
  /// - Parameter limit: the most bytes to read; a larger file is refused.
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
      // The file may have grown since it was opened.
      read = try Descriptor(number: descriptor)
        .readToEnd(expectedBytes: Int(status.st_size), limitBytes: limit)
    } catch {
      throw .system(error)
    }
    guard let read else { throw .tooLarge }
    bytes = read
  }

  /// Replaces a file atomically: at every moment, and after a power failure, the name leads to the
  /// old content or the new.
  ///
  /// - Parameters:
  ///   - temporary: a name in the same folder that nothing else uses in the meantime.
  ///   - old: the current file with the name. The new file gets the permissions of this user's file
  ///     or, if allowed, the owner of another user's; never more.
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
      // Root returns a file to its owner.
      _ = fchown(descriptor, old.owner, old.group)
    }
    if let code = Descriptor(number: descriptor).write(bytes) { throw SystemError(code: code) }
    guard fsync(descriptor) == 0,
      renameat(folder.descriptor, temporary, folder.descriptor, name) == 0
    else { throw .last }
    isInPlace = true
  }

  /// The path itself, or the target if it is a link, so that a link is kept.
  package static func target(of path: String) -> String {
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}
