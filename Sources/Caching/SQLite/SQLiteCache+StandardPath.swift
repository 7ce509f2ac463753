public import Foundation

extension SQLiteCache {
  /// The path of the user's cache: `adaptive-mastering/cache.sqlite` in `$XDG_CACHE_HOME`, or in
  /// `$HOME/.cache` if that is not set; nil if neither is an absolute path.
  ///
  /// Source: XDG Base Directory Specification, which requires that relative paths are ignored, and
  /// that new folders are private.
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
