import Chunking
import MasteringModel
import ProviderTesting
import Testing

/// The same as ``StreamingCache``, but simple enough to be obviously correct: two lists, latest
/// first, searched from end to end every time.
private struct ObviousStreamingCache {
  struct Entry {
    let track: Int
    let index: Int
    let rendition: ChunkRendition
    let chunk: AudioChunk
  }

  let budget: Int
  /// Hot chunks, in no order.
  var hot: [Entry] = []
  /// Warm chunks, most recently used first.
  var warm: [Entry] = []
  /// Tracks with warm chunks, most recently used first.
  var tracks: [Int] = []
  var played: (track: Int, index: Int)?
  var hotLookups = (hits: 0, misses: 0)
  var warmLookups = (hits: 0, misses: 0)
  var evictedTracks = 0
  var evictedChunks = 0

  var bytes: Int { warm.reduce(0) { $0 + $1.chunk.samples.count * 4 } }

  private func isHot(_ entry: Entry) -> Bool {
    guard let played else { return false }
    return entry.track == played.track
      && (entry.index == played.index || entry.index == played.index + 1)
  }

  private mutating func use(_ track: Int) {
    guard tracks.contains(track) else { return }
    tracks.removeAll { $0 == track }
    tracks.insert(track, at: 0)
  }

  mutating func play(_ track: Int, _ index: Int) {
    use(track)
    played = (track, index)
    hot = hot.filter(isHot)
  }

  mutating func chunk(_ track: Int, _ index: Int, _ rendition: ChunkRendition) -> AudioChunk? {
    func isIt(_ entry: Entry) -> Bool {
      entry.track == track && entry.index == index && entry.rendition == rendition
    }
    use(track)
    let found = warm.first(where: isIt)
    if let found {
      warm.removeAll(where: isIt)
      warm.insert(found, at: 0)
    }
    if let entry = hot.first(where: isIt) {
      hotLookups.hits += 1
      return entry.chunk
    }
    hotLookups.misses += 1
    if let found {
      warmLookups.hits += 1
      if isHot(found) { hot.append(found) }
      return found.chunk
    }
    warmLookups.misses += 1
    return nil
  }

  mutating func store(_ chunk: AudioChunk, _ track: Int, _ rendition: ChunkRendition) {
    let entry = Entry(track: track, index: chunk.index, rendition: rendition, chunk: chunk)
    func isIt(_ other: Entry) -> Bool {
      other.track == track && other.index == chunk.index && other.rendition == rendition
    }
    if isHot(entry) {
      hot.removeAll(where: isIt)
      hot.append(entry)
    }
    use(track)
    warm.removeAll(where: isIt)
    if chunk.samples.count * 4 <= budget {
      warm.insert(entry, at: 0)
      if !tracks.contains(track) { tracks.insert(track, at: 0) }
    }
    forgetEmptyTracks()
    while bytes > budget {
      if let oldest = tracks.last(where: { $0 != played?.track }) {
        evictedTracks += 1
        evictedChunks += warm.filter { $0.track == oldest }.count
        warm.removeAll { $0.track == oldest }
      } else {
        evictedChunks += 1
        warm.removeLast()
      }
      forgetEmptyTracks()
    }
  }

  mutating func remove(_ track: Int) {
    hot.removeAll { $0.track == track }
    warm.removeAll { $0.track == track }
    forgetEmptyTracks()
  }

  mutating func clear() {
    hot = []
    warm = []
    tracks = []
  }

  private mutating func forgetEmptyTracks() {
    tracks.removeAll { track in !warm.contains { $0.track == track } }
  }
}

@Suite struct StreamingCacheModelTests {
  /// Budgets from zero to more than everything stored, so that every kind of eviction occurs.
  @Test(arguments: [0, 40, 120, 400, 5000])
  func `it behaves like the simple model under any operations`(_ budget: Int) {
    var random = SeededGenerator(seed: UInt64(budget))
    let cache = StreamingCache(warmBytes: budget)
    var obvious = ObviousStreamingCache(budget: budget)
    let identities = (0..<6).map(track)
    for step in 0..<60_000 {
      // Mostly about the track being played, as in practice.
      let played = Int.random(in: 0..<3, using: &random) > 0 ? obvious.played : nil
      let track = played?.track ?? Int.random(in: 0..<6, using: &random)
      let index =
        played.map { $0.index + Int.random(in: -1...2, using: &random) }
        ?? Int.random(in: 0..<6, using: &random)
      let rendition = Bool.random(using: &random) ? ChunkRendition.original : .processed
      let isSame: Bool
      switch Int.random(in: 0..<200, using: &random) {
      case 0..<80:
        let bytes = Int.random(in: 1...60, using: &random)
        let chunk = chunk(index, bytes: bytes, mark: Float(step))
        cache.store(chunk, of: identities[track], rendition: rendition)
        obvious.store(chunk, track, rendition)
        isSame = true
      case 80..<190:
        let found = cache.chunk(at: index, of: identities[track], rendition: rendition)
        isSame = found == obvious.chunk(track, index, rendition)
      case 190..<196:
        cache.play(identities[track], at: index)
        obvious.play(track, index)
        isSame = true
      case 196..<199:
        cache.removeChunks(of: identities[track])
        obvious.remove(track)
        isSame = true
      default:
        cache.clearAll()
        obvious.clear()
        isSame = true
      }
      guard isSame, hasSameNumbers(cache.statistics, obvious) else {
        Issue.record("they differ after step \(step): \(cache.statistics), \(obvious)")
        return
      }
    }
    // The test covered what it is meant to cover.
    #expect(obvious.hotLookups.hits > 500)
    #expect(budget == 0 || obvious.warmLookups.hits > 100)
    #expect(budget == 0 || budget == 5000 || obvious.evictedTracks > 100)
    #expect(budget == 0 || budget == 5000 || obvious.evictedChunks > obvious.evictedTracks)
  }

  private func hasSameNumbers(
    _ statistics: StreamingCacheStatistics, _ obvious: ObviousStreamingCache
  ) -> Bool {
    statistics.hot.chunks == obvious.hot.count && statistics.warm.chunks == obvious.warm.count
      && statistics.hot.bytes == obvious.hot.reduce(0) { $0 + $1.chunk.samples.count * 4 }
      && statistics.warm.bytes == obvious.bytes && statistics.warm.bytes <= obvious.budget
      && statistics.warmTracks == obvious.tracks.count
      && statistics.hot.lookups
        == ChunkLookups(hits: obvious.hotLookups.hits, misses: obvious.hotLookups.misses)
      && statistics.warm.lookups
        == ChunkLookups(hits: obvious.warmLookups.hits, misses: obvious.warmLookups.misses)
      && statistics.evictedTracks == obvious.evictedTracks
      && statistics.evictedChunks == obvious.evictedChunks
  }
}
