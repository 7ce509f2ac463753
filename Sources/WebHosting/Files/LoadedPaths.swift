import Concurrency
import Synchronization

/// Where the tracks lie that were loaded by a path, by their number; the last 256 (HTTP-19).
final class LoadedPaths: Sendable {
  private let paths = Mutex(LeastRecentlyUsed<Int, String>(capacity: 256))

  /// Remembers where a track lies, instead of where one of the same number did.
  func set(_ path: String, forTrack trackID: Int) {
    paths.withLock { _ = $0.set(path, for: trackID) }
  }

  /// The number of a track that was loaded from a path; nil where none was, or too long ago.
  func number(of path: String) -> Int? {
    paths.withLock { paths in paths.keys.first { paths.peek($0) == path } }
  }

  /// The lowest number from 1 on that was not loaded and that may be taken.
  func freeNumber(where mayBeTaken: (Int) -> Bool) -> Int {
    let taken = paths.withLock { Set($0.keys) }
    var number = 1
    while taken.contains(number) || !mayBeTaken(number) { number += 1 }
    return number
  }

  /// Where a track lies; nil for one that was not loaded so, or too long ago.
  func path(ofTrack trackID: Int) -> String? {
    paths.withLock { $0.value(for: trackID) }
  }
}
