import GRDB
import MasteringModel
import SystemCalls
import SystemFiles

/// Why the database cannot be used.
enum CacheTrouble: Error {
  /// The database is ours, but damaged; with SQLite's message.
  case damaged(String)
  /// It belongs to another program.
  case foreign
  /// A newer version of this program wrote it.
  case newerSchema
  /// It is not a database, and does not have our mark, so it may be anything.
  case notOurs
  /// A file lies beside it under a name that SQLite uses, and is not the database's; its ending.
  case foreignNeighbour(suffix: String)
  /// Its file system does not support locks.
  case noLocks
  /// It is damaged, and other files use all the names for damaged databases.
  case noPlace
  /// The folder could not be created, or the file could not be moved.
  case system(SystemError)
  /// SQLite's own answer.
  case database(DatabaseError)

  /// The trouble for a code of SQLite.
  init(sqliteCode code: Int32) {
    self.init(DatabaseError(resultCode: ResultCode(rawValue: code)))
  }

  init(_ error: any Error) {
    switch error {
    case let trouble as CacheTrouble: self = trouble
    case let error as SystemError: self = .system(error)
    case let error as DatabaseError:
      switch error.resultCode {
      // The statements never change, so a missing column, or a row that does not fit, means damage
      // to SQLite's schema. What is stored is never too big.
      case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_ERROR, .SQLITE_CONSTRAINT, .SQLITE_MISMATCH,
        .SQLITE_TOOBIG:
        self = .damaged(error.message ?? error.resultCode.description)
      default: self = .database(error)
      }
    case is FolderIsBusy: self = .database(DatabaseError(resultCode: .SQLITE_BUSY))
    // A value whose type differs from the column's.
    default: self = .damaged("a value cannot be read")
    }
  }

  /// Whether a lock was not granted: waiting longer would have helped, or nothing does
  /// (``BusyDatabase``). The connection is still usable.
  var isBusy: Bool {
    guard case .database(let error) = self else { return false }
    return error.resultCode == .SQLITE_BUSY
      || [.SQLITE_IOERR_LOCK, .SQLITE_IOERR_RDLOCK, .SQLITE_IOERR_SHMLOCK]
        .contains(error.extendedResultCode)
  }

  /// Whether the disk is the cause, for example because it is full: it prevents writing, and also
  /// the index beside the file that SQLite needs even for reading.
  var isOfTheDisk: Bool {
    guard case .database(let error) = self else { return false }
    return [.SQLITE_FULL, .SQLITE_IOERR, .SQLITE_CANTOPEN].contains(error.resultCode)
  }

  /// Whether permissions are the cause: the file may not be written, or no file may be created
  /// beside it.
  var isOfPermissions: Bool {
    guard case .database(let error) = self else { return false }
    return [.SQLITE_READONLY, .SQLITE_IOERR, .SQLITE_CANTOPEN].contains(error.resultCode)
  }
}

extension CacheFailure {
  init(_ operation: Operation, _ trouble: CacheTrouble) {
    self.init(operation: operation, reason: trouble.reason)
  }
}
