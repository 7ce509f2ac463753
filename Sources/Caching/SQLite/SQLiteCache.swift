import GRDB
public import MasteringModel
import Synchronization

/// Stores analyses and the loudness of files in an SQLite database, for this process, later ones,
/// and others that use the same file at the same time.
///
/// What a process has stored survives its end immediately, even by `kill -9`; a power failure can
/// lose the last analyses, but never the file. A damaged row is never returned. The clock is not
/// used, so setting it back has no effect.
///
/// The file is opened on first use. A lookup creates no file, and works for a database in a
/// read-only folder as well. If the file is removed or replaced, the next use continues with the
/// current state. Only a file with this program's mark, or an empty one, is ever changed. A damaged
/// one of ours is renamed (see ``CacheWarning/databaseSetAside(path:movedTo:reason:)``) and
/// replaced. Any other file, and a database of a newer version, is left alone, and every call
/// fails.
///
/// If the file system does not support locks, as with some network file systems, the first call to
/// notice fails with that reason; from then on nothing is found and nothing is stored. After a few
/// timed-out waits for another process in a row, stores no longer wait until one succeeds.
///
/// Its size is bounded: it keeps the latest ``analysesPerTrack`` analyses of each track, and the
/// latest `capacity` analyses in total, at about 400 bytes each; and as many loudness entries, at
/// about 900 bytes each.
public final class SQLiteCache: AnalysisCache, LoudnessCache {
  /// The name of the file in the user's cache folder.
  public static let fileName = "cache.sqlite"
  /// The default for the most analyses it keeps.
  public static let defaultCapacity = 1_000_000
  /// The most analyses it keeps of a track: the latest file states and windows.
  public static let analysesPerTrack = 8

  /// The database's file.
  public let path: String

  private let reader: Mutex<CacheSession>
  private let writer: CacheWriter
  private let inspector: CacheInspector
  private let busy: BusyDatabase
  private let warn: @Sendable (CacheWarning) -> Void

  /// A cache in a file, which need not exist yet; the initialiser does not touch it.
  ///
  /// - Parameters:
  ///   - capacity: the most analyses it keeps, 1 or more.
  ///   - patience: how long a store waits for another process before it fails. A lookup waits at
  ///     most a tenth of a second, and only for a process that repairs the file.
  ///   - warn: called with problems that did not cost an answer.
  public init(
    path: String, capacity: Int = defaultCapacity, patience: Duration = .seconds(2),
    warn: @escaping @Sendable (CacheWarning) -> Void = { _ in }
  ) {
    precondition(capacity >= 1, "A cache holds at least one entry")
    self.path = path
    self.warn = warn
    busy = BusyDatabase(path)
    let session = CacheSession(path, patience: min(patience, .milliseconds(100)), warn: warn) {
      path, patience in
      try CacheConnection.toRead(path, patience: patience)
    }
    reader = Mutex(session)
    writer = CacheWriter(
      path: path, perTrack: Self.analysesPerTrack, capacity: capacity, patience: patience,
      warn: warn)
    inspector = CacheInspector(path: path, patience: patience, busy: busy)
  }

  /// The analysis stored under the key, by any process.
  public func analysis(for key: FingerprintKey) async throws(CacheFailure) -> TrackAnalysis? {
    guard key.isStorable, !busy.isHopeless else { return nil }
    switch try await read({ try AnalysisTable.find(key, in: $0) }) ?? nil {
    case .analysis(let analysis): return analysis
    case .damaged:
      warn(.damagedAnalysis(track: key.identity.path))
      return nil
    case .otherMetrics, nil: return nil
    }
  }

  /// The loudness stored under the key, by any process.
  public func loudness(for key: FingerprintKey) async throws(CacheFailure) -> TrackLoudness? {
    guard key.isStorable, !busy.isHopeless else { return nil }
    switch try await read({ try LoudnessRows.find(key, in: $0) }) {
    case .loudness(let loudness): return loudness
    case .damaged:
      warn(.damagedAnalysis(track: key.identity.path))
      return nil
    case .none?, nil: return nil
    }
  }

  /// Looks something up; nil if there is no database.
  private func read<Finding: Sendable>(
    _ find: (Database) throws -> Finding
  ) async throws(CacheFailure) -> Finding? {
    do throws(CacheTrouble) {
      return try readOnce(find)
    } catch  where !error.isBusy {
      // The writing connection may be what prevents reading a replaced file.
      await writer.close()
      do { return try readOnce(find) } catch { throw CacheFailure(.read, error) }
    } catch {
      guard let trouble = busy.trouble(error) else { return nil }
      throw CacheFailure(.read, trouble)
    }
  }

  // A lookup takes microseconds and waits for no writer, so it stays on the caller's thread:
  // hopping to a queue and back would take longer.
  private func readOnce<Finding: Sendable>(
    _ find: (Database) throws -> Finding
  ) throws(CacheTrouble) -> Finding? {
    let outcome = reader.withLock { session in
      Result { () throws(CacheTrouble) in
        try session.use { queue in
          try queue.unsafeRead { try find($0) }
        }
      }
    }
    return try outcome.get()
  }

  /// Stores an analysis in place of an earlier one under the key.
  ///
  /// Once begun it is done, whether or not the task is cancelled meanwhile.
  public func store(
    _ analysis: TrackAnalysis, for key: FingerprintKey
  ) async throws(CacheFailure) {
    guard key.isStorable, !busy.isHopeless else { return }
    try await write(.write) { writer async throws(CacheTrouble) in
      try await writer.store(analysis, for: key)
    }
  }

  /// Stores a loudness in place of an earlier one under the key.
  ///
  /// Once begun it is done, whether or not the task is cancelled meanwhile.
  public func store(
    _ loudness: TrackLoudness, for key: FingerprintKey
  ) async throws(CacheFailure) {
    guard key.isStorable, !busy.isHopeless else { return }
    try await write(.write) { writer async throws(CacheTrouble) in
      try await writer.store(loudness, for: key)
    }
  }

  private func write(
    _ operation: CacheFailure.Operation,
    _ change: (CacheWriter) async throws(CacheTrouble) -> Void
  ) async throws(CacheFailure) {
    do throws(CacheTrouble) {
      try await change(writer)
    } catch  where !error.isBusy {
      // As in a lookup, the other way round.
      reader.withLock { $0.close() }
      do { try await change(writer) } catch { throw CacheFailure(operation, error) }
    } catch {
      // Removing nothing is not a success, even if the reason was already reported.
      let trouble = busy.trouble(error) ?? (operation == .clear ? .noLocks : nil)
      if let trouble { throw CacheFailure(operation, trouble) }
    }
  }

  /// Removes everything, including damaged databases that were set aside. If the disk is full, the
  /// file is deleted.
  public func removeAll() async throws(CacheFailure) {
    // No connection of ours is open when the file is deleted: closing it later would delete the log
    // of the next file.
    reader.withLock { $0.close() }
    try await write(.clear) { writer async throws(CacheTrouble) in try await writer.removeAll() }
  }

  /// Its content; reads the whole index.
  public func statistics() async throws(CacheFailure) -> SQLiteCacheStatistics {
    try await inspector.statistics()
  }

  /// Checks the file and every row; changes nothing.
  ///
  /// - Throws: ``CacheFailure`` if the file cannot be read. Damage is in the report.
  public func verify() async throws(CacheFailure) -> CacheVerification {
    try await inspector.verify()
  }

  /// Closes the file. The last to close it merges SQLite's log into it, so that the next process
  /// opens it faster. A later use opens it again.
  public func close() async {
    reader.withLock { $0.close() }
    await writer.close()
    LogIndex.release()
  }
}

extension FingerprintKey {
  /// To SQLite, a text ends at its first zero byte, so two such keys could be confused; and GRDB traps
  /// on a text beyond SQLite's limit. No file has such a path.
  fileprivate var isStorable: Bool {
    [identity.path, definition].allSatisfy {
      $0.utf8.count <= CacheConnection.longestTextBytes && !$0.utf8.contains(0)
    }
  }
}
