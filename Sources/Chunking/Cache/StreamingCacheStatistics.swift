/// How many lookups succeeded and failed.
public struct ChunkLookups: Sendable, Hashable {
  /// How many lookups found their chunk.
  public private(set) var hits = 0
  /// How many lookups found nothing.
  public private(set) var misses = 0

  /// Lookups from their counts; 0 by default.
  public init(hits: Int = 0, misses: Int = 0) {
    self.hits = hits
    self.misses = misses
  }

  mutating func count(_ isHit: Bool) {
    if isHit { hits += 1 } else { misses += 1 }
  }
}

/// The content of a ``StreamingCache``, and its hits and misses since it was created.
public struct StreamingCacheStatistics: Sendable, Hashable {
  /// The current chunk and the next.
  public let hot: Tier
  /// The last tracks played. It is searched only after a miss in the hot tier, so its lookups are
  /// the hot tier's misses.
  public let warm: Tier
  /// How many tracks have chunks in the warm tier.
  public let warmTracks: Int
  /// The most that the warm tier's samples may take, in bytes.
  public let warmBudgetBytes: Int
  /// How many tracks were evicted from the warm tier.
  public let evictedTracks: Int
  /// How many chunks were evicted, including those of the tracks.
  public let evictedChunks: Int

  /// The numbers of a tier.
  public struct Tier: Sendable, Hashable {
    /// How many chunks it has; each rendition counts.
    public let chunks: Int
    /// What their samples take, in bytes. Chunks in both tiers count in both, though they use their
    /// memory once.
    public let bytes: Int
    /// Its hits and misses.
    public let lookups: ChunkLookups

    /// A tier from its numbers.
    public init(chunks: Int, bytes: Int, lookups: ChunkLookups) {
      self.chunks = chunks
      self.bytes = bytes
      self.lookups = lookups
    }
  }
}
