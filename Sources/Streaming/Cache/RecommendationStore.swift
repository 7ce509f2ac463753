internal import Concurrency
public import MasteringModel
import Synchronization

/// Remembers recommendations by track, until the process ends: for each, those of several settings
/// and catalogues.
///
/// There is room for 256 tracks. When there are more, the one that was used longest ago goes with
/// all it has. Each track is bounded too: asking for ever new settings forgets its own oldest ones.
/// A lookup, found or not, counts as a use of a track that is there.
///
/// `Value` is a ``Recommendation``, or whatever else answers the same question.
public final class RecommendationStore<Value: Sendable>: Sendable {
  private struct Key: Hashable {
    let settings: RecommendationSettings
    let catalogue: CatalogueVersion
  }

  private typealias Values = LeastRecentlyUsed<Key, Value>

  private struct Contents {
    var tracks: LeastRecentlyUsed<Int, Values>
    var lookups = Lookups()
    var evictedTracks = 0
  }

  private let contents: Mutex<Contents>

  /// An empty store for so many tracks, at least one.
  public init(tracks: Int = RecommendationStoreStatistics.standardCapacity) {
    contents = Mutex(Contents(tracks: LeastRecentlyUsed(capacity: tracks)))
  }

  /// What was last set for the track under the same settings and catalogue; nil where there is
  /// nothing.
  public func value(
    forTrack trackID: Int, settings: RecommendationSettings, catalogue: CatalogueVersion
  ) -> Value? {
    let key = Key(settings: settings, catalogue: catalogue)
    return contents.withLock { contents in
      let value = contents.tracks.change(trackID) { $0.value(for: key) } ?? nil
      contents.lookups.count(value != nil)
      return value
    }
  }

  /// Sets a value in place of an earlier one.
  public func set(
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
  public func clear(track trackID: Int) -> Int {
    contents.withLock { $0.tracks.remove(trackID)?.count ?? 0 }
  }

  /// Forgets everything, and returns how many values there were; the counts go on.
  @discardableResult
  public func clearAll() -> Int {
    contents.withLock { contents in
      let count = contents.tracks.values.reduce(0) { $0 + $1.count }
      contents.tracks.removeAll()
      return count
    }
  }

  /// What it holds, and how it has served; goes through all the tracks.
  public var statistics: RecommendationStoreStatistics {
    contents.withLock { contents in
      RecommendationStoreStatistics(
        tracks: contents.tracks.count,
        recommendations: contents.tracks.values.reduce(0) { $0 + $1.count },
        lookups: contents.lookups, evictedTracks: contents.evictedTracks,
        capacityTracks: contents.tracks.capacity)
    }
  }
}

/// What a ``RecommendationStore`` holds, and how it has served since it was made.
public struct RecommendationStoreStatistics: Sendable, Hashable {
  /// How many tracks a store has room for, unless said otherwise.
  public static let standardCapacity = 256
  /// How many values a store keeps of a track: those of the latest settings and catalogues.
  public static let valuesPerTrack = 32

  /// How many tracks it has something of.
  public let tracks: Int
  /// How many values it has.
  public let recommendations: Int
  /// How it has served.
  public let lookups: Lookups
  /// How many tracks were driven out by others; those removed on demand do not count.
  public let evictedTracks: Int
  /// How many tracks it has room for.
  public let capacityTracks: Int

  /// Statistics from their numbers.
  public init(
    tracks: Int, recommendations: Int, lookups: Lookups, evictedTracks: Int, capacityTracks: Int
  ) {
    self.tracks = tracks
    self.recommendations = recommendations
    self.lookups = lookups
    self.evictedTracks = evictedTracks
    self.capacityTracks = capacityTracks
  }
}
