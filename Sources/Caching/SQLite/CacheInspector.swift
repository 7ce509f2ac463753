import Concurrency
import GRDB
import MasteringModel
import SystemFiles

/// Reads the whole database on its own queue and connection, so that lookups and stores continue in
/// the meantime; changes nothing.
actor CacheInspector {
  private let lane = BlockingLane("adaptive-mastering.cache.inspector")
  private let path: String
  private let patience: Duration
  private let busy: BusyDatabase

  init(path: String, patience: Duration, busy: BusyDatabase) {
    self.path = path
    self.patience = patience
    self.busy = busy
  }

  nonisolated var unownedExecutor: UnownedSerialExecutor { lane.asUnownedSerialExecutor() }

  func statistics() throws(CacheFailure) -> SQLiteCacheStatistics {
    // Before the file is opened, because SQLite then adds temporary files.
    let bytes = ([""] + DatabaseNeighbours.endings).reduce(Int64(0)) { sum, suffix in
      // The declared sizes of sparse files can overflow in total.
      let (total, overflows) = sum.addingReportingOverflow(fileSize(path + suffix))
      return overflows ? .max : total
    }
    do {
      let connection = try CacheConnection.toRead(path, patience: patience)
      let counts = try connection?.queue.unsafeRead { database in
        (
          try CacheSchema.migrator.completedMigrations(database).count,
          try Int.fetchOne(
            database,
            sql: """
              SELECT count(*) FROM (SELECT path FROM analysis UNION SELECT path FROM loudness)
              """),
          try Int.fetchOne(database, sql: "SELECT count(*) FROM analysis"),
          try Int.fetchOne(database, sql: "SELECT count(*) FROM loudness")
        )
      }
      return SQLiteCacheStatistics(
        path: path, schema: counts?.0, tracks: counts?.1 ?? 0, analyses: counts?.2 ?? 0,
        loudnessMeasurements: counts?.3 ?? 0, bytesOnDisk: bytes)
    } catch {
      throw failure(CacheTrouble(error))
    }
  }

  func verify() throws(CacheFailure) -> CacheVerification {
    var report = CacheVerification()
    do {
      guard let connection = try CacheConnection.toRead(path, patience: patience) else {
        return report
      }
      try connection.queue.unsafeRead { database in
        let answers = try String.fetchCursor(
          database, sql: "PRAGMA integrity_check(\(CacheVerification.listed))")
        while let answer = try answers.next() {
          if answer != "ok" { report.note(.damagedFile(answer)) }
        }
        try AnalysisTable.checkAll(in: database) { path, isSound in
          report.countAnalysis()
          if !isSound { report.note(.damagedAnalysis(track: path)) }
        }
        try LoudnessRows.checkAll(in: database) { path, isSound in
          report.countLoudness()
          if !isSound { report.note(.damagedLoudness(track: path)) }
        }
      }
    } catch {
      let trouble = CacheTrouble(error)
      guard case .damaged(let words) = trouble else { throw failure(trouble) }
      report.note(.damagedFile(words))
    }
    return report
  }

  /// Unlike a lookup, each request for the content gets the reason.
  private func failure(_ trouble: CacheTrouble) -> CacheFailure {
    CacheFailure(.read, trouble.isBusy ? busy.trouble(trouble) ?? .noLocks : trouble)
  }
}
