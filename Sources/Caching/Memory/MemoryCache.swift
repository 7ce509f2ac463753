import Concurrency
public import MasteringModel
import Synchronization
import SystemFiles

/// Keeps the most recently used tracks in memory until the process ends.
///
/// A track is a path. Its analyses are kept together: when there are too many tracks, the least
/// recently used one is evicted with all its analyses. Each track is bounded, too: requests for new
/// windows evict the old ones of that track, and of no other.
///
/// It never fails. Looking up and storing take constant time, however many tracks there are.
public final class MemoryCache: AnalysisCache, LoudnessCache {
  /// The default for the most tracks it keeps.
  public static let defaultTracks = 256
  /// The most analyses it keeps of a track: the latest file states and windows.
  public static let analysesPerTrack = 8

  private typealias Analyses = LeastRecentlyUsed<FingerprintKey, TrackAnalysis>

  private struct Contents {
    var tracks: LeastRecentlyUsed<ExactPath, Analyses>
    /// The loudness of files; the most recently used ones of all tracks.
    var loudness: LeastRecentlyUsed<FingerprintKey, TrackLoudness>
    var lookups = CacheStatistics.Lookups()
    var evictedTracks = 0
  }

  private let contents: Mutex<Contents>

  /// An empty cache for this many tracks, at least one.
  public init(tracks: Int = defaultTracks) {
    contents = Mutex(
      Contents(
        tracks: LeastRecentlyUsed(capacity: tracks), loudness: LeastRecentlyUsed(capacity: tracks)))
  }

  /// The analysis stored under the key.
  public func analysis(for key: FingerprintKey) async throws(CacheFailure) -> TrackAnalysis? {
    contents.withLock { contents in
      let found = contents.tracks.change(key.exactPath) { $0.value(for: key) } ?? nil
      contents.lookups.count(found != nil)
      return found
    }
  }

  /// Stores an analysis, replacing an earlier one under the key.
  public func store(
    _ analysis: TrackAnalysis, for key: FingerprintKey
  ) async throws(CacheFailure) {
    contents.withLock { contents in
      if contents.tracks.change(key.exactPath, { _ = $0.set(analysis, for: key) }) != nil { return }
      var analyses = Analyses(capacity: Self.analysesPerTrack)
      analyses.set(analysis, for: key)
      if contents.tracks.set(analyses, for: key.exactPath) != nil { contents.evictedTracks += 1 }
    }
  }

  /// The loudness stored under the key; the counts of hits and misses are for analyses only.
  public func loudness(for key: FingerprintKey) async throws(CacheFailure) -> TrackLoudness? {
    contents.withLock { $0.loudness.value(for: key) }
  }

  /// Stores a loudness, replacing an earlier one under the key.
  public func store(
    _ loudness: TrackLoudness, for key: FingerprintKey
  ) async throws(CacheFailure) {
    contents.withLock { _ = $0.loudness.set(loudness.withoutDetails, for: key) }
  }

  /// Removes everything; the counts of hits and misses stay.
  public func removeAll() async throws(CacheFailure) {
    contents.withLock {
      $0.tracks.removeAll()
      $0.loudness.removeAll()
    }
  }

  /// Its content, and its hits and misses; iterates over all tracks.
  public var statistics: CacheStatistics {
    contents.withLock { contents in
      let tracks = contents.tracks.values
      return CacheStatistics(
        tracks: tracks.count,
        analyses: contents.lookups.holding(tracks.reduce(0) { $0 + $1.count }),
        evictedTracks: contents.evictedTracks)
    }
  }
}

extension FingerprintKey {
  fileprivate var exactPath: ExactPath { ExactPath(identity.path) }
}

/// The content of a cache, and its hits and misses since it was created.
public struct CacheStatistics: Sendable, Hashable {
  /// How many tracks have entries.
  public let tracks: Int
  /// The analyses.
  public let analyses: Lookups
  /// How many tracks were evicted by others; those removed on request do not count.
  public let evictedTracks: Int

  /// Statistics from their numbers.
  public init(tracks: Int, analyses: Lookups, evictedTracks: Int) {
    self.tracks = tracks
    self.analyses = analyses
    self.evictedTracks = evictedTracks
  }

  /// The numbers of one kind of entry.
  public struct Lookups: Sendable, Hashable {
    /// How many entries there are.
    public let entries: Int
    /// How many lookups found their entry.
    public private(set) var hits: Int
    /// How many lookups found nothing.
    public private(set) var misses: Int

    /// Lookups from their counts; 0 by default.
    public init(entries: Int = 0, hits: Int = 0, misses: Int = 0) {
      self.entries = entries
      self.hits = hits
      self.misses = misses
    }

    mutating func count(_ isHit: Bool) {
      if isHit { hits += 1 } else { misses += 1 }
    }

    func holding(_ entries: Int) -> Lookups {
      Lookups(entries: entries, hits: hits, misses: misses)
    }
  }
}
