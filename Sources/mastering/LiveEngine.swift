import AudioDecoding
import Caching
import Fingerprinting
import LoudnessMetering
import MasteringModel
import ProfileCatalog
import Recommending
import Rendering

/// The engine of the command line: the only place that knows which implementation stands behind
/// each seam.
enum LiveEngine {
  /// An engine for files given on the command line.
  ///
  /// - Parameters:
  ///   - profiles: what is compared with.
  ///   - workers: how many tasks one file may keep busy.
  ///   - cache: where what is measured is remembered.
  ///   - warnings: receives what is wrong with the cache.
  ///   - listened: receives the files that are analysed because the cache does not know them.
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

  /// What measures how loud files are, and remembers it.
  static func loudnessDesk(
    cache: LiveCache? = nil, warnings: CacheWarnings = CacheWarnings()
  ) -> LoudnessDesk {
    LoudnessDesk(
      meter: TrackMeter(decoder: CombinedDecoder(), meter: Ebur128Meter()),
      cache: cache?.cache, cacheFailed: { warnings.say($0, in: cache?.file) })
  }

  /// What renders tracks.
  static let renderer = TrackRenderer(decoder: CombinedDecoder(), meter: Ebur128Meter())

  /// The cache at a place; nil where nothing is to be, or can be, remembered.
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

  /// The database at a path, or where the user's cache folder has it; nil when there is no such
  /// folder.
  static func database(at path: String?, warnings: CacheWarnings) -> SQLiteCache? {
    guard let path = path ?? SQLiteCache.standardPath() else { return nil }
    return SQLiteCache(path: path, warn: { warnings.say($0) })
  }

  /// Why there is no database where none was named.
  static let noCacheFolder =
    "there is no folder for it: neither XDG_CACHE_HOME nor HOME is an absolute path"
}

/// A cache, and what to do when it is used no more.
struct LiveCache: Sendable {
  let cache: any AnalysisCache & LoudnessCache
  /// The one file it is in.
  let file: String?
  let close: @Sendable () async -> Void
}

extension CacheWarnings {
  /// Says what a cache found out by the way.
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
