import Synchronization
import SystemCalls
import SystemFiles

/// SQLite's index of a log, `-shm`.
///
/// Source: SQLite's WAL-mode file format, section 2.1.
enum LogIndex {
  /// Whether a file holds what an index begins with.
  static func isIndex(_ path: String, _ bytes: Int64) -> Bool {
    // It begins with 3 bytes and grows by 4 KiB, so that on a full disk it may stay at any of these
    // sizes.
    guard bytes == 3 || bytes % 4096 == 0, let head = head(ofFileAt: path, bytes) else {
      return false
    }
    // Of a new one, or after a power failure, nothing may be written.
    if head.allSatisfy({ $0 == 0 }) { return true }
    // In the machine's order of bytes.
    return head.count >= 4 && head.withUnsafeBytes { $0.loadUnaligned(as: UInt32.self) } == version
  }

  private static let version: UInt32 = 3_007_000
  /// The header, twice, and what readers and checkpoints note.
  private static let headBytes = 136

  /// Closing a descriptor of an index releases all locks that connections of this process hold on
  /// it. So it stays open, as long as its path leads to it.
  private static let opened = Mutex<[String: (number: FileNumber, file: Descriptor)]>([:])

  private static func head(ofFileAt path: String, _ bytes: Int64) -> [UInt8]? {
    opened.withLock { opened in
      opened = opened.filter { path, index in
        if FileNumber(ofFileAt: path) == index.number { return true }
        close(index.file.number)
        return false
      }
      if opened[path] == nil {
        let number = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard number >= 0 else { return nil }
        var status = stat()
        guard fstat(number, &status) == 0 else {
          close(number)
          return nil
        }
        opened[path] = (FileNumber(status), Descriptor(number: number))
      }
      return opened[path]?.file.bytes(at: 0, count: Int(min(bytes, Int64(headBytes))))
    }
  }
}
