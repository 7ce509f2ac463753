import Concurrency
import MasteringModel

/// The chunks of the last tracks played, within a budget of bytes.
struct WarmTier {
  /// The most that the samples may take, in bytes.
  let budgetBytes: Int
  /// What they take.
  private(set) var bytes = 0
  /// How many chunks there are.
  private(set) var chunkCount = 0
  /// How many tracks were evicted because the budget was exceeded.
  private(set) var evictedTracks = 0
  /// How many chunks were evicted: those of the tracks, and those of the current track.
  private(set) var evictedChunks = 0

  private struct Track {
    var chunks = LeastRecentlyUsed<ChunkKey, AudioChunk>(capacity: .max)
    var bytes = 0

    mutating func add(_ chunk: AudioChunk, _ key: ChunkKey) {
      chunks.set(chunk, for: key)
      bytes += chunk.byteCount
    }
  }

  // Eviction depends on their sizes, not on their number.
  private var tracks = LeastRecentlyUsed<TrackIdentity, Track>(capacity: .max)
  private var played: TrackIdentity?

  init(budgetBytes: Int) {
    self.budgetBytes = budgetBytes
  }

  /// How many tracks there are.
  var trackCount: Int { tracks.count }

  /// Makes a track the last to be evicted, and counts as a use of it.
  mutating func play(_ track: TrackIdentity) {
    played = track
    _ = tracks.value(for: track)
  }

  /// A chunk; counts as a use of it and of its track.
  mutating func use(_ key: ChunkKey, of track: TrackIdentity) -> AudioChunk? {
    tracks.change(track) { $0.chunks.value(for: key) } ?? nil
  }

  /// Stores a chunk, replacing an earlier one, and evicts others to make room.
  mutating func store(_ chunk: AudioChunk, _ key: ChunkKey, of track: TrackIdentity) {
    removeChunk(key, of: track)
    guard chunk.byteCount <= budgetBytes else { return }
    if tracks.change(track, { $0.add(chunk, key) }) == nil {
      var entry = Track()
      entry.add(chunk, key)
      tracks.set(entry, for: track)
    }
    bytes += chunk.byteCount
    chunkCount += 1
    while bytes > budgetBytes { evict() }
  }

  /// Removes a track.
  mutating func remove(_ track: TrackIdentity) {
    guard let gone = tracks.remove(track) else { return }
    bytes -= gone.bytes
    chunkCount -= gone.chunks.count
  }

  /// Takes everything out.
  mutating func removeAll() {
    tracks.removeAll()
    bytes = 0
    chunkCount = 0
  }

  private mutating func removeChunk(_ key: ChunkKey, of track: TrackIdentity) {
    let gone = tracks.change(track) { entry in
      entry.chunks.remove(key).map { chunk in
        entry.bytes -= chunk.byteCount
        return (bytes: chunk.byteCount, isLast: entry.chunks.count == 0)
      }
    }
    guard let gone = gone ?? nil else { return }
    bytes -= gone.bytes
    chunkCount -= 1
    if gone.isLast { tracks.remove(track) }
  }

  /// Evicts a track, or a chunk of the current track if it is the only one.
  private mutating func evict() {
    let chunksBefore = chunkCount
    if let track = tracks.oldestKey(where: { $0 != played }) {
      remove(track)
      evictedTracks += 1
    } else if let played, let key = tracks.peek(played)?.chunks.oldestKey() {
      removeChunk(key, of: played)
    }
    evictedChunks += chunksBefore - chunkCount
  }
}
