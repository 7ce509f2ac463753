internal import MasteringModel
internal import SystemCalls

/// What the system says of a regular file.
struct FileStatus: Sendable, Hashable {
  /// Its size.
  let sizeBytes: Int64
  /// When it was last written, in nanoseconds since 1970-01-01 00:00 UTC.
  let modifiedAtNanoseconds: Int64

  /// The status of what a path leads to, links followed.
  ///
  /// - Throws: ``AudioFailure/notFound(path:)``, ``AudioFailure/notAFile(path:kind:)`` unless it is a
  ///   regular file, ``AudioFailure/unreadable(path:reason:)``
  init(ofFileAt path: String) throws(AudioFailure) {
    // To the system, a path ends at its first zero byte: it would look at another file.
    guard !path.utf8.contains(0) else { throw .notFound(path: path) }
    var status = stat()
    guard stat(path, &status) == 0 else { throw AudioFailure(errno: errno, path: path) }
    try self.init(status, path: path)
  }

  /// The status of an open file.
  ///
  /// - Throws: as ``init(ofFileAt:)``
  init(ofDescriptor descriptor: Int32, path: String) throws(AudioFailure) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw AudioFailure(errno: errno, path: path) }
    try self.init(status, path: path)
  }

  private init(_ status: stat, path: String) throws(AudioFailure) {
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw .notAFile(path: path, kind: .folder)
    case S_IFIFO: throw .notAFile(path: path, kind: .pipe)
    case S_IFSOCK: throw .notAFile(path: path, kind: .socket)
    default: throw .notAFile(path: path, kind: .device)
    }
    #if canImport(Darwin)
      let modified = status.st_mtimespec
    #else
      let modified = status.st_mtim
    #endif
    sizeBytes = Int64(status.st_size)
    // A time beyond the year 2262 wraps around, and still differs from the one before.
    modifiedAtNanoseconds = Int64(modified.tv_sec) &* 1_000_000_000 &+ Int64(modified.tv_nsec)
  }
}

extension AudioFailure {
  /// The failure for an error of the system.
  init(errno code: Int32, path: String) {
    switch code {
    // The second: a part of the path that should be a folder is a file.
    case ENOENT, ENOTDIR: self = .notFound(path: path)
    default: self = .unreadable(path: path, reason: SystemReason(errno: code))
    }
  }
}

extension SystemReason {
  /// The reason for an error of the system.
  init(errno code: Int32) {
    // strerror is not safe in threads; the longest text known has 50 characters.
    var text = [CChar](repeating: 0, count: 256)
    _ = strerror_r(code, &text, text.count)
    let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    self.init(code: code, text: String(decoding: bytes, as: UTF8.self))
  }
}
