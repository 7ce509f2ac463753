import Concurrency
import GRDB
import MasteringModel
import SystemFiles
import SystemCalls

/// Changes the database, one change at a time, on its own queue: a change may have to wait for
/// another process.
actor CacheWriter {
  private let lane = BlockingLane("adaptive-mastering.cache.writer")
  private let path: String
  private let perTrack: Int
  private let capacity: Int
  private let patience: Duration
  private var session: CacheSession
  /// How many changes in a row timed out waiting for another process.
  private var busyInARow = 0

  init(
    path: String, perTrack: Int, capacity: Int, patience: Duration,
    warn: @escaping @Sendable (CacheWarning) -> Void
  ) {
    self.path = path
    self.perTrack = perTrack
    self.capacity = capacity
    self.patience = patience
    session = CacheSession(path, patience: patience, warn: warn) { path, patience in
      try CacheConnection.toWrite(path, patience: patience)
    }
  }

  nonisolated var unownedExecutor: UnownedSerialExecutor { lane.asUnownedSerialExecutor() }

  func store(_ analysis: TrackAnalysis, for key: FingerprintKey) throws(CacheTrouble) {
    let (perTrack, capacity) = (perTrack, capacity)
    try change { database in
      try AnalysisTable.store(
        analysis, for: key, perTrack: perTrack, capacity: capacity, in: database)
    }
  }

  func store(_ loudness: TrackLoudness, for key: FingerprintKey) throws(CacheTrouble) {
    let (perTrack, capacity) = (perTrack, capacity)
    try change { database in
      try LoudnessRows.store(
        loudness, for: key, perTrack: perTrack, capacity: capacity, in: database)
    }
  }

  /// Changes the tables, all or nothing.
  private func change(_ body: (Database) throws -> Void) throws(CacheTrouble) {
    session.wait(busyInARow < BusyDatabase.mostInARow ? patience : .zero)
    do throws(CacheTrouble) {
      try session.use { queue in
        try queue.writeWithoutTransaction { try Self.transact($0, body) }
      }
      busyInARow = 0
    } catch {
      busyInARow = error.isBusy ? busyInARow + 1 : 0
      throw error
    }
  }

  /// Each transaction changes the first page, so that SQLite's log shows whose it is
  /// (``DatabaseNeighbours``).
  private static func transact(
    _ database: Database, _ body: (Database) throws -> Void
  ) throws {
    try database.inTransaction(.immediate) {
      try database.cachedStatement(
        sql: "PRAGMA application_id = \(CacheSchema.applicationID)"
      ).execute()
      try body(database)
      return .commit
    }
  }

  func removeAll() throws(CacheTrouble) {
    let owner = try FileOwner(ofFileAt: path)
    if let refusal = owner.refusal { throw refusal }
    DamagedDatabase.deleteAll(of: path)
    // If there is no database, none is created.
    guard owner == .us else { return }
    do throws(CacheTrouble) {
      try empty()
    } catch  where error.isOfTheDisk {
      // SQLite needs space even to delete rows. Deleting the file needs none.
      session.close()
      try CacheRemoval.remove(path, patience: patience)
    }
    // A damaged one that was just set aside.
    DamagedDatabase.deleteAll(of: path)
  }

  private func empty() throws(CacheTrouble) {
    session.wait(patience)
    try session.use { queue in
      try queue.writeWithoutTransaction { database in
        try Self.transact(database) {
          try $0.execute(sql: "DELETE FROM analysis; DELETE FROM loudness")
        }
        // The entries are gone. Shrinking the file may fail while others read it.
        try? database.execute(sql: "VACUUM; PRAGMA wal_checkpoint(TRUNCATE)")
      }
    }
  }

  func close() {
    session.close()
  }
}

/// Deletes a whole database of ours if there is no space to empty it.
enum CacheRemoval {
  /// Deletes the file and the files that SQLite keeps beside it. Processes that have it open
  /// continue without it: before each use, they check whether the path still leads to their file.
  ///
  /// - Throws: ``CacheTrouble/notOurs`` for a file without our mark, and system errors.
  static func remove(_ path: String, patience: Duration) throws(CacheTrouble) {
    do {
      let lock = try FolderLock.hold(folder(of: path), .exclusive, patience: patience)
      defer { withExtendedLifetime(lock) {} }
      let path = SmallFile.target(of: path)
      guard try FileOwner(ofFileAt: path) == .us else { throw CacheTrouble.notOurs }
      if let refusal = DatabaseNeighbours.refusal(besideFileAt: path, of: .us) { throw refusal }
      // The database first: a log alone is meaningless.
      guard unlink(path) == 0 else { throw SystemError.last }
      for ending in DatabaseNeighbours.endings { unlink(path + ending) }
    } catch {
      throw CacheTrouble(error)
    }
  }
}
