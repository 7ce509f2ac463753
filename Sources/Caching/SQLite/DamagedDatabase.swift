internal import SystemCalls
internal import SystemFiles

/// Moves a damaged database out of the way, where people can look at it.
enum DamagedDatabase {
  /// How many are kept; the oldest goes for a new one.
  static let kept = 3

  /// Where the damaged databases of a path are kept, the latest first.
  static func places(for path: String) -> [String] {
    (1...kept).map { "\(path).damaged-\($0)" }
  }

  /// Renames the database and its log, unless the path leads to another file by now: then somebody
  /// else has done it.
  ///
  /// - Returns: the new name; nil where nothing was to be done.
  /// - Throws: ``CacheTrouble/notOurs`` for a path that does not end in `.sqlite`, and what the
  ///   system refuses.
  static func setAside(_ path: String, if damaged: FileNumber?, patience: Duration) throws
    -> String?
  {
    guard path.hasSuffix(".sqlite") else { throw CacheTrouble.notOurs }
    let lock = try FolderLock.hold(folder(of: path), .exclusive, patience: patience)
    defer { withExtendedLifetime(lock) {} }
    guard let damaged, FileNumber(ofFileAt: path) == damaged else { return nil }
    let places = places(for: path)
    for (older, newer) in zip(places.dropFirst(), places).reversed() {
      _ = rename(newer, older)
      if rename(newer + "-wal", older + "-wal") != 0 { unlink(older + "-wal") }
    }
    // The database first: a log without one is emptied by whoever opens the path next.
    guard rename(path, places[0]) == 0 else { throw CacheTrouble.system(.last) }
    _ = rename(path + "-wal", places[0] + "-wal")
    unlink(path + "-shm")
    return places[0]
  }

  /// Deletes those that were set aside; of a path that does not end in `.sqlite` there are none, so
  /// that files of such names are somebody else's.
  static func deleteAll(of path: String) {
    guard path.hasSuffix(".sqlite") else { return }
    for place in places(for: path) {
      unlink(place)
      unlink(place + "-wal")
    }
  }
}
