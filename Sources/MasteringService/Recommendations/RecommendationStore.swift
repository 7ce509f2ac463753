import Concurrency
package import MasteringModel
import Synchronization

/// Caches recommendations by track until the process ends: for each track, those of several
/// settings and catalogues.
///
/// There is room for 256 tracks. Beyond that, the least recently used one is evicted with all its
/// values. Each track is bounded, too: requests with new settings evict its own oldest values. A
/// lookup counts as a use of a track in the store, whether or not it finds a value.
///
/// It is the only place where recommendations are cached: the engine and its cache keep
/// measurements, from which a recommendation is computed in less time than a lookup takes.
package final class RecommendationStore<Value: Sendable>: Sendable {
  private struct Key: Hashable {
    let settings: RecommendationSettings
    let catalogue: CatalogueVersion
  }

  private typealias Values = LeastRecentlyUsed<Key, Value>

  private struct Contents {
    var tracks: LeastRecentlyUsed<Int, Values>
    var hits = 0
    var misses = 0
    var evictedTracks = 0
  }

  private let contents: Mutex<Contents>

  /// An empty store for this many tracks, at least one.
  package init(tracks: Int = RecommendationStoreStatistics.standardCapacity) {
    contents = Mutex(Contents(tracks: LeastRecentlyUsed(capacity: tracks)))
  }

  /// The value last set for the track under the same settings and catalogue; nil if there is none.
  package func value(
    forTrack trackID: Int, settings: RecommendationSettings, catalogue: CatalogueVersion
  ) -> Value? {
    let key = Key(settings: settings, catalogue: catalogue)
    return contents.withLock { contents in
      let value = contents.tracks.change(trackID) { $0.value(for: key) } ?? nil
      if value == nil { contents.misses += 1 } else { contents.hits += 1 }
      return value
    }
  }

  /// The same without counting as a use, nor as a hit or a miss.
  package func peek(
    forTrack trackID: Int, settings: RecommendationSettings, catalogue: CatalogueVersion
  ) -> Value? {
    let key = Key(settings: settings, catalogue: catalogue)
    return contents.withLock { $0.tracks.peek(trackID)?.peek(key) }
  }

  /// Sets a value, replacing an earlier one.
  package func set(
    _ value: Value, forTrack trackID: Int, settings: RecommendationSettings,
    catalogue: CatalogueVersion
  ) {
    let key = Key(settings: settings, catalogue: catalogue)
    contents.withLock { contents in
      if contents.tracks.change(trackID, { _ = $0.set(value, for: key) }) != nil { return }
      var values = Values(capacity: RecommendationStoreStatistics.valuesPerTrack)
      values.set(value, for: key)
      if contents.tracks.set(values, for: trackID) != nil { contents.evictedTracks += 1 }
    }
  }

  /// Removes a track, and returns how many values it had.
  @discardableResult
  package func clear(track trackID: Int) -> Int {
    contents.withLock { $0.tracks.remove(trackID)?.count ?? 0 }
  }

  /// Removes everything, and returns how many values there were; the statistics stay.
  @discardableResult
  package func clearAll() -> Int {
    contents.withLock { contents in
      let count = contents.tracks.values.reduce(0) { $0 + $1.count }
      contents.tracks.removeAll()
      return count
    }
  }

  /// Its content, and its hits and misses; iterates over all tracks.
  package var statistics: RecommendationStoreStatistics {
    contents.withLock { contents in
      RecommendationStoreStatistics(
        tracks: contents.tracks.count,
        recommendations: contents.tracks.values.reduce(0) { $0 + $1.count },
        hits: contents.hits, misses: contents.misses,
        evictedTracks: contents.evictedTracks,
        capacityTracks: contents.tracks.capacity)
    }
  }
}

/// The content of a ``RecommendationStore``, and its hits and misses since it was created.
package struct RecommendationStoreStatistics: Sendable, Hashable {
  /// How many tracks a store has room for by default.
  package static let standardCapacity = 256
  /// How many values a store keeps of a track: those of the latest settings and catalogues.
  package static let valuesPerTrack = 32

  /// How many tracks have values.
  package let tracks: Int
  /// How many values it has.
  package let recommendations: Int
  /// How many lookups found a value.
  package let hits: Int
  /// How many lookups found nothing.
  package let misses: Int
  /// How many tracks were evicted by others; those removed on request do not count.
  package let evictedTracks: Int
  /// How many tracks it has room for.
  package let capacityTracks: Int
}
