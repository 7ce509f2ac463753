package import MasteringModel
package import SystemCalls

extension stat {
  /// Its kind if it is not a regular file; nil if it is. A link, if links are not followed, counts
  /// as a device.
  package var otherKind: FileKind? {
    switch st_mode & S_IFMT {
    case S_IFREG: nil
    case S_IFDIR: .folder
    case S_IFIFO: .pipe
    case S_IFSOCK: .socket
    default: .device
    }
  }

  /// Whether it is a regular file.
  package var isFile: Bool { st_mode & S_IFMT == S_IFREG }
  /// Whether it is a folder.
  package var isFolder: Bool { st_mode & S_IFMT == S_IFDIR }
  /// Whether it is a link, which is possible only if links are not followed.
  package var isLink: Bool { st_mode & S_IFMT == S_IFLNK }

  /// When it was last written.
  package var modified: timespec {
    #if canImport(Darwin)
      st_mtimespec
    #else
      st_mtim
    #endif
  }

  /// When it was last written, in nanoseconds since 1970-01-01 00:00 UTC. A time beyond the year 2262
  /// wraps around, and still differs from the one before.
  package var modifiedAtNanoseconds: Int64 {
    Int64(modified.tv_sec) &* 1_000_000_000 &+ Int64(modified.tv_nsec)
  }
}
