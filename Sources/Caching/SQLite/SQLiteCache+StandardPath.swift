public import Foundation

extension SQLiteCache {
  /// Where the user's cache lies: `adaptive-mastering/cache.sqlite` in `$XDG_CACHE_HOME`, or in
  /// `$HOME/.cache` where that is not set; nil where neither is an absolute path.
  ///
  /// Source: XDG Base Directory Specification, which wants paths that are not absolute ignored, and
  /// new folders for the user alone.
  public static func standardPath(
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> String? {
    if let caches = environment["XDG_CACHE_HOME"], caches.utf8.first == UInt8(ascii: "/") {
      return "\(caches)/adaptive-mastering/\(fileName)"
    }
    guard let home = environment["HOME"], home.utf8.first == UInt8(ascii: "/") else { return nil }
    return "\(home)/.cache/adaptive-mastering/\(fileName)"
  }
}
