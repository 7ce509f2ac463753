internal import GRDB
internal import MasteringModel
internal import SystemCalls
internal import SystemFiles

/// An open database, and which file it is.
struct CacheConnection: Sendable {
  let queue: DatabaseQueue
  private let path: String
  private let file: FileNumber
  /// SQLite's log, which is there as long as anybody has the database open.
  private let log: FileNumber?

  /// Whether the path still leads to these files, and not to nothing or others.
  var isCurrent: Bool {
    FileNumber(ofFileAt: path) == file && FileNumber(ofFileAt: path + "-wal") == log
  }

  /// Opens a database for reading; nil where there is none, or one with nothing in it yet.
  static func toRead(_ path: String, patience: Duration) throws -> CacheConnection? {
    // The lock keeps the files from being set aside one by one while they are opened.
    let lock = try FolderLock.hold(folder(of: path), .shared, patience: patience)
    defer { withExtendedLifetime(lock) {} }
    guard FileNumber(ofFileAt: path) != nil else { return nil }
    let queue = try open(path, patience: patience, queryOnly: true)
    // A database of an earlier version has nothing for us until the first store brings it up.
    let state = try queue.unsafeRead { try CacheSchema.state(of: $0) }
    return state == .current ? try CacheConnection(queue, path) : nil
  }

  /// Opens a database for writing; makes it, and its folder, where it is missing, and brings its
  /// tables up where they are of an earlier version.
  static func toWrite(_ path: String, patience: Duration) throws -> CacheConnection {
    try makeFolder(folder(of: path))
    let lock = try FolderLock.hold(folder(of: path), .exclusive, patience: patience)
    defer { withExtendedLifetime(lock) {} }
    let queue = try open(path, patience: patience, queryOnly: false)
    let state = try queue.unsafeRead { try CacheSchema.state(of: $0) }
    if state == .behind {
      try queue.writeWithoutTransaction { database in
        // Stays with the file. Readers never wait for a writer then, nor a commit for the disk.
        try database.execute(sql: "PRAGMA journal_mode = WAL")
      }
      try CacheSchema.migrator.migrate(queue)
    }
    return try CacheConnection(queue, path)
  }

  private static func open(
    _ path: String, patience: Duration, queryOnly: Bool
  ) throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.label = "adaptive-mastering.cache"
    configuration.foreignKeysEnabled = false
    // Otherwise GRDB traps where a transaction cannot even be rolled back, as on a dying disk. A
    // connection that failed is not used again anyway.
    configuration.allowsUnsafeTransactions = true
    configuration.busyMode = .timeout(patience / .seconds(1))
    configuration.prepareDatabase { database in
      // NORMAL: a commit survives the death of the process at once, a power cut only after the next
      // checkpoint; a power cut never damages the file.
      try database.execute(
        sql: """
          PRAGMA synchronous = NORMAL;
          PRAGMA journal_size_limit = 4194304;
          PRAGMA cache_size = -512;
          PRAGMA cell_size_check = ON;
          """)
      if queryOnly { try database.execute(sql: "PRAGMA query_only = ON") }
    }
    return try DatabaseQueue(path: path, configuration: configuration)
  }

  private init(_ queue: DatabaseQueue, _ path: String) throws {
    guard let file = FileNumber(ofFileAt: path) else { throw CacheTrouble.system(.last) }
    self.queue = queue
    self.path = path
    self.file = file
    log = FileNumber(ofFileAt: path + "-wal")
  }
}
