import MasteringModel
import SystemCalls
import SystemFiles

/// The system's status of a regular file.
struct AudioFileStatus: Sendable, Hashable {
  /// Its size.
  let sizeBytes: Int64
  /// When it was last written, in nanoseconds since 1970-01-01 00:00 UTC.
  let modifiedAtNanoseconds: Int64

  /// The status of the file at a path, with links followed.
  ///
  /// - Throws: ``AudioFailure/notFound(path:)``, ``AudioFailure/notAFile(path:kind:)`` unless it is a
  ///   regular file, ``AudioFailure/unreadable(path:reason:)``
  init(ofFileAt path: String) throws(AudioFailure) {
    // To the system, a path ends at its first zero byte: it would check another file.
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
    if let kind = status.otherKind { throw .notAFile(path: path, kind: kind) }
    sizeBytes = Int64(status.st_size)
    modifiedAtNanoseconds = status.modifiedAtNanoseconds
  }
}

extension AudioFailure {
  /// The failure for an error of the system.
  init(errno code: Int32, path: String) {
    switch code {
    // ENOTDIR: a part of the path that should be a folder is a file.
    case ENOENT, ENOTDIR: self = .notFound(path: path)
    default: self = .unreadable(path: path, reason: SystemReason(errno: code))
    }
  }
}
