import Caching
import Synchronization

/// Collects the warnings of a cache.
final class Warnings: Sendable {
  private let warnings = Mutex<[CacheWarning]>([])

  /// The handler to pass to a cache.
  var note: @Sendable (CacheWarning) -> Void {
    { warning in self.warnings.withLock { $0.append(warning) } }
  }

  var all: [CacheWarning] { warnings.withLock { $0 } }
}
