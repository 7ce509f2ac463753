package import SystemCalls

/// Which file lies at a path: another number when it is replaced, none when it is gone.
package struct FileNumber: Sendable, Hashable {
  private let device: UInt64
  private let number: UInt64

  /// The number of a file by its status.
  package init(_ status: stat) {
    device = UInt64(truncatingIfNeeded: status.st_dev)
    number = UInt64(truncatingIfNeeded: status.st_ino)
  }

  /// The number of the file a path leads to, links followed; nil where nothing can be found.
  package init?(ofFileAt path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    self.init(status)
  }
}

extension FileNumber {
  /// What kind of thing lies at a path.
  package enum Kind {
    case nothing
    /// A regular file of this many bytes.
    case file(bytes: Int64)
    /// A folder, a pipe, a socket, a device, or a link that was not to be followed.
    case other
  }

  /// The kind of what lies at a path; nothing where it cannot be looked at.
  package static func kind(ofFileAt path: String, followsLinks: Bool = true) -> Kind {
    var status = stat()
    guard (followsLinks ? stat(path, &status) : lstat(path, &status)) == 0 else { return .nothing }
    return status.st_mode & S_IFMT == S_IFREG ? .file(bytes: Int64(status.st_size)) : .other
  }
}

/// The size of the file at a path in bytes; 0 where there is none.
package func fileSize(_ path: String) -> Int64 {
  var status = stat()
  return stat(path, &status) == 0 ? Int64(status.st_size) : 0
}
