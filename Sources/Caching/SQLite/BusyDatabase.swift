import GRDBSQLite
import Synchronization
import SystemCalls
import SystemFiles

/// Decides when to stop waiting for a database that cannot be locked, or to give it up.
///
/// SQLite cannot distinguish a lock that another process holds from one that the file system never
/// grants. The latter, on network file systems, would cost a wait for every file.
final class BusyDatabase: Sendable {
  /// After how many timed-out waits the waiting ends.
  static let mostInARow = 3

  private struct State {
    /// Whether locks were tried out.
    var isTried = false
    /// Whether the file system refuses locks, so that the cache is given up.
    var isHopeless = false
    /// Whether a caller was told.
    var isTold = false
  }

  private let path: String
  private let state = Mutex(State())

  init(_ path: String) {
    self.path = path
  }

  /// Whether the cache was given up.
  var isHopeless: Bool { state.withLock { $0.isHopeless } }

  /// The trouble to report for a database after a timed-out wait. The first time, it tests whether
  /// waiting is of any use.
  ///
  /// - Returns: nil if the cache was given up and another caller, which waited at the same time, is
  ///   told why: from then on nothing is cached, and nothing is reported.
  func trouble(_ busy: CacheTrouble) -> CacheTrouble? {
    state.withLock { state in
      if !state.isTried {
        state.isTried = true
        state.isHopeless = Self.refusesLocks(besideFileAt: path)
      }
      guard state.isHopeless else { return busy }
      defer { state.isTold = true }
      return state.isTold ? nil : .noLocks
    }
  }

  /// Whether a new database in the same folder, unknown to other processes, cannot be locked
  /// either. If none can be created there, that is unknown.
  private static func refusesLocks(besideFileAt path: String) -> Bool {
    let mark = String(UInt64.random(in: 0...(.max)), radix: 16)
    let trial = SmallFile.target(of: path) + ".lock-trial-" + mark
    let descriptor = open(trial, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return false }
    close(descriptor)
    defer { unlink(trial) }
    var connection: OpaquePointer?
    defer { sqlite3_close(connection) }
    let code = sqlite3_open_v2(
      CacheConnection.literal(trial), &connection, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nil)
    guard code == SQLITE_OK else { return false }
    return sqlite3_exec(connection, "BEGIN EXCLUSIVE; ROLLBACK", nil, nil, nil) != SQLITE_OK
  }
}
