internal import Concurrency
internal import Synchronization

/// Where the tracks lie that were loaded by a path, by their number; the last 256 (HTTP-19).
final class LoadedPaths: Sendable {
  private let paths = Mutex(LeastRecentlyUsed<Int, String>(capacity: 256))

  /// Remembers where a track lies, instead of where one of the same number did.
  func set(_ path: String, forTrack trackID: Int) {
    paths.withLock { _ = $0.set(path, for: trackID) }
  }

  /// Where a track lies; nil for one that was not loaded so, or too long ago.
  func path(ofTrack trackID: Int) -> String? {
    paths.withLock { $0.value(for: trackID) }
  }
}
