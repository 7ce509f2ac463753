import AudioDecoding
import Caching
import Fingerprinting
import LoudnessMetering
import MasteringModel
import ProfileCatalog
import Recommending
import Rendering

/// The engine of the command line: the only place that chooses the implementation of each provider
/// protocol.
enum LiveEngine {
  /// An engine for files given on the command line.
  ///
  /// - Parameters:
  ///   - profiles: the profiles to compare with.
  ///   - workers: how many tasks one file may use in parallel.
  ///   - cache: where measurements are kept.
  ///   - warnings: receives problems with the cache.
  ///   - listened: receives the files that are analysed because they are not in the cache.
  static func make(
    profiles: any ProfileProvider = BuiltInProfileProvider(), workers: Int,
    cache: LiveCache? = nil, warnings: CacheWarnings = CacheWarnings(),
    listened: ListenedFiles? = nil
  ) -> RecommendationEngine {
    let provider = AudioFingerprintProvider(decoder: CombinedDecoder(), workers: workers)
    return RecommendationEngine(
      fingerprints: listened.map { NotingFingerprintProvider(provider, in: $0) } ?? provider,
      profiles: profiles, cache: cache?.cache, cacheFailed: { warnings.say($0, in: cache?.file) })
  }

  /// Measures and caches the loudness of files.
  static func loudnessDesk(
    cache: LiveCache? = nil, warnings: CacheWarnings = CacheWarnings()
  ) -> LoudnessDesk {
    LoudnessDesk(
      meter: TrackMeter(decoder: CombinedDecoder(), meter: Ebur128Meter()),
      cache: cache?.cache, cacheFailed: { warnings.say($0, in: cache?.file) })
  }

  /// What renders tracks.
  static let renderer = TrackRenderer(decoder: CombinedDecoder(), meter: Ebur128Meter())

  /// The cache at a place; nil if nothing should be, or can be, cached.
  static func cache(at place: CachePlace, warnings: CacheWarnings) -> LiveCache? {
    switch place {
    case .none: return nil
    case .sidecars:
      return LiveCache(cache: SidecarCache { warnings.say($0) }, file: nil) {}
    case .database(let path):
      guard let database = database(at: path, warnings: warnings) else {
        warnings.say("cache: \(noCacheFolder)", kind: "folder")
        return nil
      }
      return LiveCache(cache: database, file: database.path) { await database.close() }
    }
  }

  /// The database at a path, or in the user's cache folder; nil if there is no such folder.
  static func database(at path: String?, warnings: CacheWarnings) -> SQLiteCache? {
    guard let path = path ?? SQLiteCache.standardPath() else { return nil }
    return SQLiteCache(path: path, warn: { warnings.say($0) })
  }

  /// Why there is no database if none was named.
  static let noCacheFolder =
    "there is no folder for it: neither XDG_CACHE_HOME nor HOME is an absolute path"
}

/// A cache, and how to close it.
struct LiveCache: Sendable {
  let cache: any AnalysisCache & LoudnessCache
  /// The one file it is in.
  let file: String?
  let close: @Sendable () async -> Void
}

extension CacheWarnings {
  /// Reports a warning of the cache.
  func say(_ warning: CacheWarning) {
    let kind =
      switch warning {
      case .databaseSetAside: "set aside"
      case .damagedAnalysis: "damaged"
      case .sidecarUnwritable: "unwritable"
      case .sidecarLeftAlone: "left alone"
      }
    say(warning.description, kind: kind)
  }
}
