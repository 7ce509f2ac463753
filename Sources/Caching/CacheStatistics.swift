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
