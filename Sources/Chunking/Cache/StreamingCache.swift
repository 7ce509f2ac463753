public import MasteringModel
import Synchronization

/// Caches chunks in two tiers.
///
/// - The hot tier holds the current chunk and the next, each original and processed.
/// - The warm tier holds the chunks of the last tracks played, within a budget of bytes. When it is
///   exceeded, whole tracks are evicted, least recently used first, the current track last. If the
///   current track alone exceeds it, its own chunks are evicted, least recently used first.
///
/// It does not hold recommendations. A chunk in both tiers uses its memory once. All calls are safe
/// from several tasks. Looking up, storing and playing take constant time, plus the time for the
/// chunks they evict.
public final class StreamingCache: Sendable {
  /// The default budget of the warm tier: 240 MB.
  public static let defaultWarmBytes = 240_000_000

  private struct Tiers {
    var hot = HotTier()
    var warm: WarmTier
    var hotLookups = ChunkLookups()
    var warmLookups = ChunkLookups()
  }

  private let tiers: Mutex<Tiers>

  /// An empty cache.
  ///
  /// - Parameter warmBytes: the budget of the warm tier; 0 disables the tier.
  public init(warmBytes: Int = defaultWarmBytes) {
    tiers = Mutex(Tiers(warm: WarmTier(budgetBytes: max(0, warmBytes))))
  }

  /// Sets the current chunk: from now on this chunk and the next have a slot in the hot tier, and
  /// the track is evicted last. Counts as a use of the track, but not as a hit or a miss.
  public func play(_ track: TrackIdentity, at index: Int) {
    tiers.withLock { tiers in
      tiers.warm.play(track)
      tiers.hot.move(to: track, at: index)
    }
  }

  /// The chunk from the hot tier, or else from the warm tier; nil if neither has it. If it has a
  /// slot in the hot tier, it is moved there. Counts as a use of the track and of the chunk.
  public func chunk(
    at index: Int, of track: TrackIdentity, rendition: ChunkRendition
  ) -> AudioChunk? {
    let key = ChunkKey(index: index, rendition: rendition)
    return tiers.withLock { tiers in
      // Before the hot tier is searched, so that a track does not age while it is hot.
      let warm = tiers.warm.use(key, of: track)
      let hot = tiers.hot.chunk(key, of: track)
      tiers.hotLookups.count(hot != nil)
      if let hot { return hot }
      tiers.warmLookups.count(warm != nil)
      if let warm { tiers.hot.store(warm, key, of: track) }
      return warm
    }
  }

  /// Stores a chunk, replacing an earlier one: in the hot tier if it is the current chunk or the
  /// next, and in the warm tier unless it is larger than the budget. Counts as a use.
  public func store(_ chunk: AudioChunk, of track: TrackIdentity, rendition: ChunkRendition) {
    let key = ChunkKey(index: chunk.index, rendition: rendition)
    tiers.withLock { tiers in
      tiers.hot.store(chunk, key, of: track)
      tiers.warm.store(chunk, key, of: track)
    }
  }

  /// Removes the chunks of a track.
  public func removeChunks(of track: TrackIdentity) {
    tiers.withLock { tiers in
      tiers.hot.remove(track)
      tiers.warm.remove(track)
    }
  }

  /// Removes all chunks. The current chunk and the statistics stay.
  public func clearAll() {
    tiers.withLock { tiers in
      tiers.hot.removeAll()
      tiers.warm.removeAll()
    }
  }

  /// Its content and its hits and misses.
  public var statistics: StreamingCacheStatistics {
    tiers.withLock { tiers in
      StreamingCacheStatistics(
        hot: .init(
          chunks: tiers.hot.count, bytes: tiers.hot.bytes, lookups: tiers.hotLookups),
        warm: .init(
          chunks: tiers.warm.chunkCount, bytes: tiers.warm.bytes, lookups: tiers.warmLookups),
        warmTracks: tiers.warm.trackCount, warmBudgetBytes: tiers.warm.budgetBytes,
        evictedTracks: tiers.warm.evictedTracks, evictedChunks: tiers.warm.evictedChunks)
    }
  }
}

/// The index of a chunk in its track, and its rendition.
struct ChunkKey: Hashable {
  let index: Int
  let rendition: ChunkRendition
}
