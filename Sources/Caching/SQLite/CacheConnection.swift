import GRDB
import GRDBSQLite
import MasteringModel
import SystemCalls
import SystemFiles

/// An open database, and the identity of its file.
struct CacheConnection: Sendable {
  let queue: DatabaseQueue
  private let path: String
  private let file: FileNumber
  /// SQLite's log, which exists as long as the database is open anywhere.
  private let log: FileNumber?
  /// Its size, if the database is read as one that does not change: a longer log has newer rows.
  private let logBytes: Int64?

  /// Whether the path still leads to these files.
  var isCurrent: Bool {
    FileNumber(ofFileAt: path) == file && FileNumber(ofFileAt: path + DatabaseNeighbours.log) == log
      && (logBytes == nil || logBytes == fileSize(path + DatabaseNeighbours.log))
  }

  /// Opens a database for reading; nil if there is none, or if it is still empty.
  static func toRead(_ path: String, patience: Duration) throws -> CacheConnection? {
    // The lock keeps the files from being set aside one by one while they are opened.
    let lock = try FolderLock.hold(folder(of: path), .shared, patience: patience)
    defer { withExtendedLifetime(lock) {} }
    guard try owner(ofFileAt: path) == .us else { return nil }
    do {
      return try toRead(path, literal(path), patience: patience, isUnchanging: false)
    } catch  where canBeReadAlone(path, after: CacheTrouble(error)) {
      // SQLite needs to create an index beside the file. If it cannot, no process is expected to
      // change the file either; rows that are only in the log are then not found. A row read during
      // a change is detected by its digest.
      return try toRead(path, unchanging(path), patience: patience, isUnchanging: true)
    }
  }

  /// The owner of the file at a path.
  ///
  /// - Throws: why the file, or one beside it, is left alone.
  private static func owner(ofFileAt path: String) throws -> FileOwner {
    let owner = try FileOwner(ofFileAt: path)
    let refusal = owner.refusal ?? DatabaseNeighbours.refusal(besideFileAt: path, of: owner)
    if let refusal { throw refusal }
    return owner
  }

  /// Whether a file that cannot be opened as usual can be read without its index: no file can be
  /// created beside it, or there is no space for one and no log whose rows would be missed.
  private static func canBeReadAlone(_ path: String, after trouble: CacheTrouble) -> Bool {
    trouble.isOfPermissions && access(folder(of: path), W_OK) != 0
      || trouble.isOfTheDisk && !trouble.isBusy && fileSize(path + DatabaseNeighbours.log) == 0
  }

  private static func toRead(
    _ path: String, _ name: String, patience: Duration, isUnchanging: Bool
  ) throws -> CacheConnection? {
    let queue = try open(
      name, patience: patience, isForReading: true, isUnchanging: isUnchanging)
    // A database of an earlier version is not used until the first store upgrades it.
    let state = try queue.unsafeRead { try CacheSchema.state(of: $0) }
    return state == .current ? try CacheConnection(queue, path, isUnchanging: isUnchanging) : nil
  }

  /// The name by which SQLite opens the file at a path, without mistaking it for a URI or one of
  /// its special names.
  static func literal(_ path: String) -> String {
    path.utf8.starts(with: "/".utf8) ? path : "./" + path
  }

  /// The URI by which SQLite opens the file without locks, log and index.
  private static func unchanging(_ path: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    let bytes = literal(path).utf8.flatMap { byte -> [UInt8] in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "."):
        [byte]
      default: [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return "file:\(String(decoding: bytes, as: UTF8.self))?immutable=1"
  }

  /// Opens a database for writing; creates it and its folder if missing, and upgrades tables of an
  /// earlier version.
  static func toWrite(_ path: String, patience: Duration) throws -> CacheConnection {
    try makeFolder(folder(of: path))
    let lock = try FolderLock.hold(folder(of: path), .exclusive, patience: patience)
    defer { withExtendedLifetime(lock) {} }
    let owner = try owner(ofFileAt: path)
    let queue = try open(literal(path), patience: patience, isForReading: false)
    let state = try queue.unsafeRead { try CacheSchema.state(of: $0) }
    if state == .behind {
      try queue.writeWithoutTransaction { database in
        // The mark comes first, while SQLite still writes directly to the file: whatever happens
        // from now on, the file is recognised as ours.
        if owner != .us {
          try database.execute(sql: "PRAGMA application_id = \(CacheSchema.applicationID)")
        }
        // A permanent property of the file. With it, readers never wait for a writer, nor a commit
        // for the disk.
        try database.execute(sql: "PRAGMA journal_mode = WAL")
      }
      try CacheSchema.migrator.migrate(queue)
    }
    return try CacheConnection(queue, path)
  }

  /// The longest text that is stored, and the longest row that is read. Far more than a path, a
  /// definition or a loudness needs.
  static let longestTextBytes = 65_536
  private static let longestRowBytes = 16 * longestTextBytes

  private static func open(
    _ name: String, patience: Duration, isForReading: Bool, isUnchanging: Bool = false
  ) throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.label = "adaptive-mastering.cache"
    configuration.foreignKeysEnabled = false
    // Otherwise GRDB traps if a transaction cannot even be rolled back, as on a failing disk. A
    // failed connection is not used again anyway.
    configuration.allowsUnsafeTransactions = true
    configuration.readonly = isUnchanging
    configuration.busyMode = .timeout(patience / .seconds(1))
    configuration.prepareDatabase { database in
      // A row of a database from elsewhere may be as long as its file.
      sqlite3_limit(database.sqliteConnection, SQLITE_LIMIT_LENGTH, Int32(longestRowBytes))
      // NORMAL: a commit survives the end of the process immediately, and a power failure after the
      // next checkpoint; a power failure never damages the file.
      try database.execute(
        sql: """
          PRAGMA synchronous = NORMAL;
          PRAGMA journal_size_limit = 4194304;
          PRAGMA cache_size = -512;
          PRAGMA cell_size_check = ON;
          PRAGMA trusted_schema = OFF;
          """)
      if isForReading { try database.execute(sql: "PRAGMA query_only = ON") }
    }
    return try DatabaseQueue(path: name, configuration: configuration)
  }

  private init(_ queue: DatabaseQueue, _ path: String, isUnchanging: Bool = false) throws {
    guard let file = FileNumber(ofFileAt: path) else { throw CacheTrouble.system(.last) }
    self.queue = queue
    self.path = path
    self.file = file
    log = FileNumber(ofFileAt: path + DatabaseNeighbours.log)
    logBytes = isUnchanging ? fileSize(path + DatabaseNeighbours.log) : nil
  }
}
