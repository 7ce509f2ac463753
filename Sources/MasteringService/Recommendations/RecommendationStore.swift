import Concurrency
package import MasteringModel
import Synchronization

/// Remembers recommendations by track, until the process ends: for each, those of several settings
/// and catalogues.
///
/// There is room for 256 tracks. When there are more, the one that was used longest ago goes with
/// all it has. Each track is bounded too: asking for ever new settings forgets its own oldest ones.
/// A lookup, found or not, counts as a use of a track that is there.
///
/// It is the one place where recommendations are remembered: the engine and its cache keep what was
/// measured, from which a recommendation is made anew in less time than it takes to look one up.
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

  /// What was last set for the track under the same settings and catalogue; nil where there is
  /// nothing.
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

  /// Sets a value in place of an earlier one.
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

  /// Forgets a track, and returns how many values it had.
  @discardableResult
  package func clear(track trackID: Int) -> Int {
    contents.withLock { $0.tracks.remove(trackID)?.count ?? 0 }
  }

  /// Forgets everything, and returns how many values there were; the counts go on.
  @discardableResult
  package func clearAll() -> Int {
    contents.withLock { contents in
      let count = contents.tracks.values.reduce(0) { $0 + $1.count }
      contents.tracks.removeAll()
      return count
    }
  }

  /// What it holds, and how it has served; goes through all the tracks.
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

/// What a ``RecommendationStore`` holds, and how it has served since it was made.
package struct RecommendationStoreStatistics: Sendable, Hashable {
  /// How many tracks a store has room for, unless said otherwise.
  package static let standardCapacity = 256
  /// How many values a store keeps of a track: those of the latest settings and catalogues.
  package static let valuesPerTrack = 32

  /// How many tracks it has something of.
  package let tracks: Int
  /// How many values it has.
  package let recommendations: Int
  /// How many lookups found what they wanted.
  package let hits: Int
  /// How many lookups found nothing.
  package let misses: Int
  /// How many tracks were driven out by others; those removed on demand do not count.
  package let evictedTracks: Int
  /// How many tracks it has room for.
  package let capacityTracks: Int
}
