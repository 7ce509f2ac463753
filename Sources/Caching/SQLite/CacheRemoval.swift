import SystemCalls
import SystemFiles

/// Deletes a whole database of ours, where there is no room to empty it.
enum CacheRemoval {
  /// Deletes the file and what SQLite keeps beside it. Those that have it open go on with nothing:
  /// before each use they look whether the path still leads to their file.
  ///
  /// - Throws: ``CacheTrouble/notOurs`` for a file without our mark, and what the system refuses.
  static func remove(_ path: String, patience: Duration) throws(CacheTrouble) {
    do {
      let lock = try FolderLock.hold(folder(of: path), .exclusive, patience: patience)
      defer { withExtendedLifetime(lock) {} }
      let path = SmallFile.target(of: path)
      guard try FileOwner(ofFileAt: path) == .us else { throw CacheTrouble.notOurs }
      // The database first: a log without one says nothing.
      guard unlink(path) == 0 else { throw SystemError.last }
      unlink(path + "-wal")
      unlink(path + "-shm")
    } catch {
      throw CacheTrouble(error)
    }
  }
}
