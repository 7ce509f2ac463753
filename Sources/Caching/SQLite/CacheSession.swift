import GRDB
import MasteringModel
import SystemFiles

/// Keeps one connection open, and opens a new one if the file was replaced, removed or damaged.
struct CacheSession: ~Copyable {
  private let path: String
  private var patience: Duration
  private let open: @Sendable (String, Duration) throws -> CacheConnection?
  private let warn: @Sendable (CacheWarning) -> Void
  private var connection: CacheConnection?

  init(
    _ path: String, patience: Duration, warn: @escaping @Sendable (CacheWarning) -> Void,
    open: @escaping @Sendable (String, Duration) throws -> CacheConnection?
  ) {
    self.path = path
    self.patience = patience
    self.warn = warn
    self.open = open
  }

  /// Uses the database; nil if there is none.
  mutating func use<Result>(
    _ body: (DatabaseQueue) throws -> Result
  ) throws(CacheTrouble) -> Result? {
    var timesSetAside = 0
    while true {
      let file = FileNumber(ofFileAt: path)
      var isNew = false
      do {
        if connection?.isCurrent != true {
          // The old one is closed before a new one is opened.
          connection = nil
          isNew = true
          connection = try open(path, patience)
        }
        guard let connection else { return nil }
        return try body(connection.queue)
      } catch {
        let trouble = CacheTrouble(error)
        if trouble.isBusy { throw trouble }
        connection = nil
        // An operation that fails on an old connection, because its files changed, may succeed on a
        // new one.
        if !isNew { continue }
        guard case .damaged(let reason) = trouble, timesSetAside < 2 else { throw trouble }
        // Twice, because another damaged file may have been put there in the meantime.
        timesSetAside += 1
        try setAside(file, because: reason)
      }
    }
  }

  /// Sets how long to wait for other processes from now on.
  mutating func wait(_ patience: Duration) {
    guard patience != self.patience else { return }
    self.patience = patience
    connection = nil
  }

  /// Closes the connection; the next use opens one again.
  mutating func close() {
    connection = nil
  }

  private func setAside(_ file: FileNumber?, because reason: String) throws(CacheTrouble) {
    do {
      if let place = try DamagedDatabase.setAside(path, if: file, patience: patience) {
        warn(.databaseSetAside(path: path, movedTo: place, reason: reason))
      }
    } catch {
      throw CacheTrouble(error)
    }
  }
}
