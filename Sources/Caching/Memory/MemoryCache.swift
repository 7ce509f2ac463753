internal import Concurrency
public import MasteringModel
import Synchronization
internal import SystemFiles

/// Remembers the tracks that were asked for last, until the process ends.
///
/// A track is a path. It keeps its analyses and its recommendations together, so that when there
/// are too many tracks, the one that was used longest ago goes with all it has. Each track is
/// bounded too: asking for ever new windows or thresholds forgets the old ones of that track, and
/// of no other.
///
/// It never fails. Looking up and storing take constant time, however many tracks there are.
public final class MemoryCache: RecommendationCache {
  /// The most tracks it remembers, unless said otherwise.
  public static let defaultTracks = 256
  /// The most analyses it remembers of a track: the latest file states and windows.
  public static let analysesPerTrack = 8
  /// The most recommendations it remembers of a track: the latest settings and catalogues.
  public static let recommendationsPerTrack = 32

  private struct Track {
    var analyses = LeastRecentlyUsed<FingerprintKey, TrackAnalysis>(capacity: analysesPerTrack)
    var recommendations = LeastRecentlyUsed<RecommendationKey, Recommendation>(
      capacity: recommendationsPerTrack)
  }

  private struct Contents {
    var tracks: LeastRecentlyUsed<ExactPath, Track>
    var analyses = CacheStatistics.Lookups()
    var recommendations = CacheStatistics.Lookups()
    var evictedTracks = 0

    /// Works on a track, which is there from now on.
    mutating func withTrack(of key: FingerprintKey, _ body: (inout Track) -> Void) {
      if tracks.change(key.exactPath, body) != nil { return }
      var track = Track()
      body(&track)
      if tracks.set(track, for: key.exactPath) != nil { evictedTracks += 1 }
    }
  }

  private let contents: Mutex<Contents>

  /// An empty cache for so many tracks, at least one.
  public init(tracks: Int = defaultTracks) {
    contents = Mutex(Contents(tracks: LeastRecentlyUsed(capacity: tracks)))
  }

  /// The analysis stored under the key.
  public func analysis(for key: FingerprintKey) async throws(CacheFailure) -> TrackAnalysis? {
    contents.withLock { contents in
      let found = contents.tracks.change(key.exactPath) { $0.analyses.value(for: key) } ?? nil
      contents.analyses.count(found != nil)
      return found
    }
  }

  /// Stores an analysis in place of an earlier one under the key.
  public func store(
    _ analysis: TrackAnalysis, for key: FingerprintKey
  ) async throws(CacheFailure) {
    contents.withLock { contents in
      contents.withTrack(of: key) { $0.analyses.set(analysis, for: key) }
    }
  }

  /// The recommendation stored under the key.
  public func recommendation(
    for key: RecommendationKey
  ) async throws(CacheFailure) -> Recommendation? {
    contents.withLock { contents in
      let found =
        contents.tracks.change(key.fingerprint.exactPath) {
          $0.recommendations.value(for: key)
        } ?? nil
      contents.recommendations.count(found != nil)
      return found
    }
  }

  /// Stores a recommendation in place of an earlier one under the key.
  public func store(
    _ recommendation: Recommendation, for key: RecommendationKey
  ) async throws(CacheFailure) {
    contents.withLock { contents in
      contents.withTrack(of: key.fingerprint) {
        $0.recommendations.set(recommendation, for: key)
      }
    }
  }

  /// Forgets everything; the counts of hits and misses go on.
  public func removeAll() async throws(CacheFailure) {
    contents.withLock { $0.tracks.removeAll() }
  }

  /// What it holds, and how it has served; goes through all the tracks.
  public var statistics: CacheStatistics {
    contents.withLock { contents in
      let tracks = contents.tracks.values
      return CacheStatistics(
        tracks: tracks.count,
        analyses: contents.analyses.holding(tracks.reduce(0) { $0 + $1.analyses.count }),
        recommendations: contents.recommendations.holding(
          tracks.reduce(0) { $0 + $1.recommendations.count }),
        evictedTracks: contents.evictedTracks)
    }
  }
}

extension FingerprintKey {
  fileprivate var exactPath: ExactPath { ExactPath(identity.path) }
}
