package import SystemCalls

/// The identity of the file at a path: it changes when the file is replaced, and there is none when
/// it is gone.
package struct FileNumber: Sendable, Hashable {
  private let device: UInt64
  private let number: UInt64

  /// The number of a file from its status.
  package init(_ status: stat) {
    device = UInt64(truncatingIfNeeded: status.st_dev)
    number = UInt64(truncatingIfNeeded: status.st_ino)
  }

  /// The number of the file at a path, with links followed; nil if nothing is found.
  package init?(ofFileAt path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    self.init(status)
  }
}

extension FileNumber {
  /// The kind of file at a path.
  package enum Kind {
    case nothing
    /// A regular file of this many bytes.
    case file(bytes: Int64)
    /// A folder, a pipe, a socket, a device, or a link that is not followed.
    case other
  }

  /// The kind of file at a path; `nothing` if it cannot be inspected.
  package static func kind(ofFileAt path: String, followsLinks: Bool = true) -> Kind {
    var status = stat()
    guard (followsLinks ? stat(path, &status) : lstat(path, &status)) == 0 else { return .nothing }
    return status.isFile ? .file(bytes: Int64(status.st_size)) : .other
  }
}

/// The size of the file at a path, in bytes; 0 if there is none.
package func fileSize(_ path: String) -> Int64 {
  var status = stat()
  return stat(path, &status) == 0 ? Int64(status.st_size) : 0
}
