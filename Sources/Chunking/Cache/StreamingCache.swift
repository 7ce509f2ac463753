public import MasteringModel
import Synchronization

/// Keeps chunks at hand, in two tiers.
///
/// - The hot tier has the chunk that is played now and the next, each original and processed.
/// - The warm tier has all the chunks of the tracks played last, as far as a budget of bytes goes.
///   When it is exceeded, whole tracks go, the one that was used longest ago first, and the one
///   being played last. Where that one alone is too much, its own chunks go, the one that was used
///   longest ago first.
///
/// Recommendations are no part of it: whatever happens to chunks never touches them. A chunk in both
/// tiers takes its memory once. All calls are safe from several tasks. Looking up, storing
/// and playing take constant time, however much there is, and as much more as chunks are driven out.
public final class StreamingCache: Sendable {
  /// The budget of the warm tier, unless said otherwise: 240 MB.
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
  /// - Parameter warmBytes: the budget of the warm tier; 0 keeps nothing warm.
  public init(warmBytes: Int = defaultWarmBytes) {
    tiers = Mutex(Tiers(warm: WarmTier(budgetBytes: max(0, warmBytes))))
  }

  /// Says what is played now: from here on, this chunk and the next have a place in the hot tier, and
  /// the track is the last to go. Counts as a use of the track, and neither as a hit nor as a miss.
  public func play(_ track: TrackIdentity, at index: Int) {
    tiers.withLock { tiers in
      tiers.warm.play(track)
      tiers.hot.move(to: track, at: index)
    }
  }

  /// The chunk, from the hot tier or else from the warm; nil where neither has it. One that has
  /// a place in the hot tier gets there. Counts as a use of the track and of the chunk.
  public func chunk(
    at index: Int, of track: TrackIdentity, rendition: ChunkRendition
  ) -> AudioChunk? {
    let key = ChunkKey(index: index, rendition: rendition)
    return tiers.withLock { tiers in
      // Before the hot tier is asked, so that a track does not age while it is hot.
      let warm = tiers.warm.use(key, of: track)
      let hot = tiers.hot.chunk(key, of: track)
      tiers.hotLookups.count(hot != nil)
      if let hot { return hot }
      tiers.warmLookups.count(warm != nil)
      if let warm { tiers.hot.store(warm, key, of: track) }
      return warm
    }
  }

  /// Keeps a chunk, in place of an earlier one: in the hot tier if it is the one played now or the
  /// next, and in the warm tier unless it is larger than its budget. Counts as a use.
  public func store(_ chunk: AudioChunk, of track: TrackIdentity, rendition: ChunkRendition) {
    let key = ChunkKey(index: chunk.index, rendition: rendition)
    tiers.withLock { tiers in
      tiers.hot.store(chunk, key, of: track)
      tiers.warm.store(chunk, key, of: track)
    }
  }

  /// Forgets the chunks of a track.
  public func removeChunks(of track: TrackIdentity) {
    tiers.withLock { tiers in
      tiers.hot.remove(track)
      tiers.warm.remove(track)
    }
  }

  /// Forgets all chunks. What is played now goes on being so, and the counts go on.
  public func clearAll() {
    tiers.withLock { tiers in
      tiers.hot.removeAll()
      tiers.warm.removeAll()
    }
  }

  /// What it holds, and how it has served.
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

/// Which chunk of a track, and in which of its sounds.
struct ChunkKey: Hashable {
  let index: Int
  let rendition: ChunkRendition
}
