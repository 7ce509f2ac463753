import MasteringModel

/// The current chunk and the next, each original and processed: four slots at most.
struct HotTier {
  private var track: TrackIdentity?
  private var index = 0
  private var chunks: [ChunkKey: AudioChunk] = [:]

  /// How many chunks there are; up to 4.
  var count: Int { chunks.count }

  /// What their samples take, in bytes.
  var bytes: Int { chunks.values.reduce(0) { $0 + $1.byteCount } }

  private var keys: [ChunkKey] {
    guard track != nil else { return [] }
    return [index, index &+ 1].flatMap { index in
      ChunkRendition.allCases.map { ChunkKey(index: index, rendition: $0) }
    }
  }

  /// Reserves the slots for a chunk and the next, and drops all others.
  mutating func move(to track: TrackIdentity, at index: Int) {
    if track != self.track { chunks = [:] }
    self.track = track
    self.index = index
    let keys = keys
    for key in chunks.keys where !keys.contains(key) { chunks[key] = nil }
  }

  /// The chunk in its slot, or nil.
  func chunk(_ key: ChunkKey, of track: TrackIdentity) -> AudioChunk? {
    track == self.track ? chunks[key] : nil
  }

  /// Stores a chunk if it has a slot.
  mutating func store(_ chunk: AudioChunk, _ key: ChunkKey, of track: TrackIdentity) {
    guard track == self.track, keys.contains(key) else { return }
    chunks[key] = chunk
  }

  /// Empties the slots of a track.
  mutating func remove(_ track: TrackIdentity) {
    if track == self.track { chunks = [:] }
  }

  /// Empties all places.
  mutating func removeAll() {
    chunks = [:]
  }
}
