/// How often something was looked up and found, or not.
public struct ChunkLookups: Sendable, Hashable {
  /// How many lookups found what they wanted.
  public private(set) var hits = 0
  /// How many lookups found nothing.
  public private(set) var misses = 0

  /// Lookups from their numbers; none unless said otherwise.
  public init(hits: Int = 0, misses: Int = 0) {
    self.hits = hits
    self.misses = misses
  }

  mutating func count(_ isHit: Bool) {
    if isHit { hits += 1 } else { misses += 1 }
  }
}

/// What a ``StreamingCache`` holds, and how it has served since it was made.
public struct StreamingCacheStatistics: Sendable, Hashable {
  /// The chunk that is played now and the next.
  public let hot: Tier
  /// The tracks played last. It is asked only when the hot tier has nothing, so its lookups are the
  /// hot tier's misses.
  public let warm: Tier
  /// How many tracks the warm tier has something of.
  public let warmTracks: Int
  /// The most that the warm tier's samples may take, in bytes.
  public let warmBudgetBytes: Int
  /// How many tracks left the warm tier because it was full.
  public let evictedTracks: Int
  /// How many chunks did, those of the tracks included.
  public let evictedChunks: Int

  /// The numbers of a tier.
  public struct Tier: Sendable, Hashable {
    /// How many chunks it has; each rendition counts.
    public let chunks: Int
    /// What their samples take, in bytes. Chunks in both tiers count in both, though they take
    /// their memory once.
    public let bytes: Int
    /// How it has served.
    public let lookups: ChunkLookups

    /// A tier from its numbers.
    public init(chunks: Int, bytes: Int, lookups: ChunkLookups) {
      self.chunks = chunks
      self.bytes = bytes
      self.lookups = lookups
    }
  }
}
