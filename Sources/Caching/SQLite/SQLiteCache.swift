import GRDB
public import MasteringModel
import Synchronization

/// Remembers analyses, and how loud files are, in an SQLite database, for this process and every later one, and for those
/// that use the same file at the same time.
///
/// What a process stored outlives its death at once, by `kill -9` too; a power cut can take the last
/// analyses, never the file. A row that is not exactly what was stored is not served. Time is never
/// looked at: a clock that goes back changes nothing.
///
/// The file is opened by the first use. A lookup makes no file, and needs none but the database:
/// one in a folder that may not be written is looked up too. When the file disappears or is
/// replaced, the next use goes on with what is there. Only a file that carries this program's mark,
/// or an empty one, is ever changed. A damaged one of ours is renamed (see
/// ``CacheWarning/databaseSetAside(path:movedTo:reason:)``) and begun anew. Any other file, and a
/// database of a newer version, is left alone, and every call fails.
///
/// Where the file system gives no locks, as some over a network, the first call that finds out fails
/// with that reason; from then on nothing is found and nothing stored. A store that waited in vain for
/// another process a few times in a row waits no more until one succeeds.
///
/// It is bounded: a track keeps its ``analysesPerTrack`` latest analyses, and the `capacity` latest
/// stores are all that is kept, at some 400 bytes each; of loudness as many, at some 900 bytes each.
public final class SQLiteCache: AnalysisCache, LoudnessCache {
  /// The name of the file in the user's cache folder.
  public static let fileName = "cache.sqlite"
  /// The most analyses it remembers, unless said otherwise.
  public static let defaultCapacity = 1_000_000
  /// The most analyses it remembers of a track: the latest file states and windows.
  public static let analysesPerTrack = 8

  /// The database's file.
  public let path: String

  private let reader: Mutex<CacheSession>
  private let writer: CacheWriter
  private let inspector: CacheInspector
  private let busy: BusyDatabase
  private let warn: @Sendable (CacheWarning) -> Void

  /// A cache in a file, which need not exist yet; touches nothing.
  ///
  /// - Parameters:
  ///   - capacity: the most analyses it remembers, 1 or more.
  ///   - patience: how long a store waits for another process before it fails. A lookup waits for
  ///     a tenth of a second at most, and then only for a process that repairs the file.
  ///   - warn: called with what went wrong without costing an answer.
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
    inspector = CacheInspector(path: path, patience: patience)
  }

  /// The analysis stored under the key, by whatever process.
  public func analysis(for key: FingerprintKey) async throws(CacheFailure) -> TrackAnalysis? {
    guard key.isStorable, !busy.isHopeless else { return nil }
    switch try await read({ try AnalysisTable.find(key, in: $0) }) {
    case .analysis(let analysis): return analysis
    case .damaged:
      warn(.damagedAnalysis(track: key.identity.path))
      return nil
    case .none?, nil: return nil
    }
  }

  /// The loudness stored under the key, by whatever process.
  public func loudness(for key: FingerprintKey) async throws(CacheFailure) -> TrackLoudness? {
    guard key.isStorable, !busy.isHopeless else { return nil }
    switch try await read({ try LoudnessTable.find(key, in: $0) }) {
    case .loudness(let loudness): return loudness
    case .damaged:
      warn(.damagedAnalysis(track: key.identity.path))
      return nil
    case .none?, nil: return nil
    }
  }

  /// Looks something up; nil where there is no database.
  private func read<Finding: Sendable>(
    _ find: (Database) throws -> Finding
  ) async throws(CacheFailure) -> Finding? {
    do throws(CacheTrouble) {
      return try readOnce(find)
    } catch  where !error.isBusy {
      // The connection that writes may be what keeps a file from being read that was changed.
      await writer.close()
      do { return try readOnce(find) } catch { throw CacheFailure(.read, error) }
    } catch {
      guard let trouble = busy.trouble(error) else { return nil }
      throw CacheFailure(.read, trouble)
    }
  }

  // A lookup takes microseconds and waits for no writer, so it stays on the caller's thread: going
  // to a queue and back would take longer.
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
      // As in a lookup, the other way about.
      reader.withLock { $0.close() }
      do { try await change(writer) } catch { throw CacheFailure(operation, error) }
    } catch {
      // To have removed nothing is no success, however often it was said why.
      let trouble = busy.trouble(error) ?? (operation == .clear ? .noLocks : nil)
      if let trouble { throw CacheFailure(operation, trouble) }
    }
  }

  /// Forgets everything, damaged databases that were set aside too. Where the disk is full, the file
  /// is deleted.
  public func removeAll() async throws(CacheFailure) {
    // Nothing of ours is open when the file is deleted, so that none of it is closed later, which
    // would delete the log of the next file.
    reader.withLock { $0.close() }
    try await write(.clear) { writer async throws(CacheTrouble) in try await writer.removeAll() }
  }

  /// What it holds; reads the whole index.
  public func statistics() async throws(CacheFailure) -> SQLiteCacheStatistics {
    try await inspector.statistics()
  }

  /// Checks the file and every row; changes nothing.
  ///
  /// - Throws: ``CacheFailure`` where the file cannot be looked at. Damage is in the report.
  public func verify() async throws(CacheFailure) -> CacheVerification {
    try await inspector.verify()
  }

  /// Closes the file. The last to close it folds SQLite's log into it, so that the next process
  /// opens it faster. A use afterwards opens it again.
  public func close() async {
    reader.withLock { $0.close() }
    await writer.close()
  }
}

extension FingerprintKey {
  /// To SQLite a text ends at its first zero byte, so that two such keys could be taken for one. No
  /// file has such a path.
  fileprivate var isStorable: Bool {
    !identity.path.utf8.contains(0) && !definition.utf8.contains(0)
  }
}
