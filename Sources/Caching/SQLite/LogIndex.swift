import Synchronization
import SystemCalls
import SystemFiles

/// SQLite's index of a log, `-shm`.
///
/// Source: SQLite's WAL-mode file format, section 2.1.
enum LogIndex {
  /// Whether a file holds what an index begins with; true if it is gone.
  ///
  /// - Throws: why it cannot be read.
  static func isIndex(_ path: String) throws(SystemError) -> Bool {
    guard let (head, bytes) = try head(ofFileAt: path) else { return true }
    // It begins with 3 bytes and grows by 4 KiB, so that on a full disk it may stay at any of these
    // sizes.
    guard bytes == 3 || bytes % 4096 == 0 else { return false }
    // Of a new one, or after a power failure, nothing may be written.
    if head.allSatisfy({ $0 == 0 }) { return true }
    let version = withUnsafeBytes(of: version) { Array($0) }
    // One that is cut to 3 bytes keeps those. The second copy of the header is written first.
    return [0, 48].contains { place in
      let stated = head.dropFirst(place).prefix(version.count)
      return !stated.isEmpty && version.starts(with: stated)
    }
  }

  /// In the machine's order of bytes.
  private static let version: UInt32 = 3_007_000
  /// The header, twice, and what readers and checkpoints note.
  private static let headBytes = 136

  /// Closing a descriptor of an index releases all locks that connections of this process hold on
  /// it. So each stays open as long as its file exists.
  private static let opened = Mutex<[Descriptor]>([])

  /// Closes the descriptors of indexes that no longer exist.
  static func release() {
    opened.withLock { release(&$0) }
  }

  private static func release(_ opened: inout [Descriptor]) {
    opened.removeAll { file in
      guard let status = file.status, status.st_nlink == 0 else { return false }
      return close(file.number) == 0
    }
  }

  /// The first bytes of a file, and its size; nil if there is none.
  private static func head(
    ofFileAt path: String
  ) throws(SystemError) -> (bytes: [UInt8], size: Int64)? {
    let head = opened.withLock { opened in
      Result { () throws(SystemError) -> (bytes: [UInt8], size: Int64)? in
        release(&opened)
        let wanted = FileNumber(ofFileAt: path)
        var file = opened.first { $0.status.map(FileNumber.init) == wanted }
        if file == nil {
          let number = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
          if number < 0, errno == ENOENT { return nil }
          guard number >= 0 else { throw .last }
          opened.append(Descriptor(number: number))
          file = opened.last
        }
        guard let file, let status = file.status else { throw .last }
        let size = Int64(status.st_size)
        return (file.bytes(at: 0, count: Int(min(size, Int64(headBytes)))) ?? [], size)
      }
    }
    return try head.get()
  }
}
