import SystemCalls
import SystemFiles

/// Sets a damaged database of ours aside, where people can inspect it. Other files are never moved,
/// overwritten or deleted, whatever their names.
enum DamagedDatabase {
  /// How many are kept; a new one replaces the oldest.
  static let kept = 3

  /// The paths of the damaged databases of a path, latest first.
  static func places(for path: String) -> [String] {
    (1...kept).map { "\(path).damaged-\($0)" }
  }

  /// Renames the database and its log, unless the path now leads to another file, because another
  /// process has done it.
  ///
  /// - Returns: the new name; nil if there was nothing to do.
  /// - Throws: ``CacheTrouble/notOurs`` for a file without our mark, and system errors.
  static func setAside(_ path: String, if damaged: FileNumber?, patience: Duration) throws
    -> String?
  {
    let lock = try FolderLock.hold(folder(of: path), .exclusive, patience: patience)
    defer { withExtendedLifetime(lock) {} }
    guard let damaged, FileNumber(ofFileAt: path) == damaged else { return nil }
    // SQLite keeps its log beside the file, not beside a link to it.
    let path = SmallFile.target(of: path)
    guard try FileOwner(ofFileAt: path) == .us else { throw CacheTrouble.notOurs }
    if let refusal = DatabaseNeighbours.refusal(besideFileAt: path, of: .us) { throw refusal }
    let places = places(for: path).filter(isFree)
    guard let latest = places.first else { throw CacheTrouble.noPlace }
    for (older, newer) in zip(places.dropFirst(), places).reversed() {
      guard rename(newer, older) == 0 else { continue }
      for ending in DatabaseNeighbours.endings where rename(newer + ending, older + ending) != 0 {
        unlink(older + ending)
      }
    }
    // The database first: a log without one is emptied when the path is next opened.
    guard rename(path, latest) == 0 else { throw CacheTrouble.system(.last) }
    for ending in DatabaseNeighbours.endings { _ = rename(path + ending, latest + ending) }
    return latest
  }

  /// Deletes those that were set aside.
  static func deleteAll(of path: String) {
    for place in places(for: SmallFile.target(of: path)) where isOurs(place) {
      unlink(place)
      for ending in DatabaseNeighbours.endings { unlink(place + ending) }
    }
  }

  /// Whether a damaged database may be stored under this name: there is nothing, or one of ours.
  private static func isFree(_ place: String) -> Bool {
    if isOurs(place) { return true }
    // SQLite would use what lies beside it, as soon as a person opens it to look inside.
    return ([""] + DatabaseNeighbours.endings).allSatisfy {
      if case .nothing = FileNumber.kind(ofFileAt: place + $0, followsLinks: false) {
        true
      } else {
        false
      }
    }
  }

  private static func isOurs(_ place: String) -> Bool {
    (try? FileOwner(ofFileAt: place, followsLinks: false)) == .us
      && DatabaseNeighbours.refusal(besideFileAt: place, of: .us) == nil
  }
}
