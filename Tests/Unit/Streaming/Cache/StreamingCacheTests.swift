import Chunking
import MasteringModel
import ProviderTesting
import Testing

/// A chunk of the given number of bytes, rounded up to whole samples; its samples identify it.
func chunk(_ index: Int, bytes: Int = 4, mark: Float = 0) -> AudioChunk {
  AudioChunk(
    index: index, frames: index..<(index + 1), sampleRateHz: 44_100, channels: 1,
    samples: Array(repeating: mark, count: (bytes + 3) / 4), continuation: .nextChunk)
}

func track(_ number: Int) -> TrackIdentity {
  .sample(path: "/\(number).flac")
}

@Suite struct StreamingCacheTests {
  /// The tracks, out of the first `count`, whose chunk 0 is cached.
  private func kept(in cache: StreamingCache, of count: Int = 6) -> [Int] {
    (0..<count).filter { cache.chunk(at: 0, of: track($0), rendition: .original) != nil }
  }

  @Test func `a stored chunk is found, each rendition separately`() {
    let cache = StreamingCache()
    cache.store(chunk(3, mark: 1), of: track(0), rendition: .original)
    cache.store(chunk(3, mark: 2), of: track(0), rendition: .processed)
    cache.store(chunk(4, mark: 3), of: track(0), rendition: .original)
    #expect(cache.chunk(at: 3, of: track(0), rendition: .original)?.samples == [1])
    #expect(cache.chunk(at: 3, of: track(0), rendition: .processed)?.samples == [2])
    #expect(cache.chunk(at: 4, of: track(0), rendition: .processed) == nil)
    #expect(cache.chunk(at: 3, of: track(1), rendition: .original) == nil)
  }

  @Test func `a changed file is a different track`() {
    let cache = StreamingCache()
    cache.store(chunk(0), of: track(0), rendition: .original)
    let changed = TrackIdentity.sample(path: "/0.flac", modifiedAtNanoseconds: 5)
    #expect(cache.chunk(at: 0, of: changed, rendition: .original) == nil)
  }

  @Test func `the hot tier has the current and the next chunk, each in both renditions`() {
    let cache = StreamingCache(warmBytes: 0)
    cache.play(track(0), at: 3)
    for index in 0..<8 {
      for rendition in ChunkRendition.allCases {
        cache.store(chunk(index), of: track(0), rendition: rendition)
        cache.store(chunk(index), of: track(1), rendition: rendition)
      }
    }
    #expect(cache.statistics.hot.chunks == 4)
    for index in 0..<8 {
      for rendition in ChunkRendition.allCases {
        let isHot = cache.chunk(at: index, of: track(0), rendition: rendition) != nil
        #expect(isHot == (index == 3 || index == 4))
        #expect(cache.chunk(at: index, of: track(1), rendition: rendition) == nil)
      }
    }
    cache.play(track(0), at: 4)
    #expect(cache.statistics.hot.chunks == 2)
    cache.play(track(1), at: 4)
    #expect(cache.statistics.hot.chunks == 0)
  }

  @Test func `a warm chunk becomes hot on a lookup if it has a place there`() {
    let cache = StreamingCache()
    for index in 0..<3 { cache.store(chunk(index), of: track(0), rendition: .original) }
    cache.play(track(0), at: 0)
    for _ in 0..<2 {
      for index in 0..<3 { _ = cache.chunk(at: index, of: track(0), rendition: .original) }
    }
    #expect(cache.statistics.hot.lookups == ChunkLookups(hits: 2, misses: 4))
    #expect(cache.statistics.warm.lookups == ChunkLookups(hits: 4, misses: 0))
    #expect(cache.statistics.hot.chunks == 2)
  }

  @Test func `the least recently used track is evicted first, and as a whole`() {
    let cache = StreamingCache(warmBytes: 40)
    for number in 0..<4 {
      cache.store(chunk(0, bytes: 4), of: track(number), rendition: .original)
      cache.store(chunk(1, bytes: 4), of: track(number), rendition: .original)
    }
    // 32 bytes in four tracks; tracks 0 and 2 are used.
    #expect(kept(in: cache, of: 1) == [0])
    _ = cache.chunk(at: 99, of: track(2), rendition: .original)
    cache.store(chunk(0, bytes: 12), of: track(4), rendition: .original)
    #expect(cache.statistics.warm.bytes == 36)
    #expect(cache.statistics.evictedTracks == 1)
    #expect(cache.statistics.evictedChunks == 2)
    #expect(kept(in: cache) == [0, 2, 3, 4])
  }

  @Test func `the track being played is evicted last, however long ago it was used`() {
    let cache = StreamingCache(warmBytes: 40)
    cache.play(track(0), at: 7)
    cache.store(chunk(0, bytes: 20), of: track(0), rendition: .original)
    for number in 1..<6 {
      cache.store(chunk(0, bytes: 16), of: track(number), rendition: .original)
    }
    #expect(kept(in: cache) == [0, 5])
  }

  @Test func `a track that alone exceeds the budget loses its own oldest chunks`() {
    let cache = StreamingCache(warmBytes: 40)
    cache.play(track(0), at: 100)
    for index in 1..<4 { cache.store(chunk(index, bytes: 12), of: track(0), rendition: .original) }
    #expect(cache.statistics.warm.bytes == 36)
    _ = cache.chunk(at: 1, of: track(0), rendition: .original)
    cache.store(chunk(9, bytes: 12), of: track(0), rendition: .original)
    let kept = (0..<10).filter {
      cache.chunk(at: $0, of: track(0), rendition: .original) != nil
    }
    #expect(kept == [1, 3, 9])
    #expect(cache.statistics.evictedTracks == 0)
    #expect(cache.statistics.evictedChunks == 1)
  }

  @Test func `a chunk larger than the budget evicts nothing`() {
    let cache = StreamingCache(warmBytes: 40)
    cache.store(chunk(0, bytes: 40), of: track(0), rendition: .original)
    cache.store(chunk(0, bytes: 44), of: track(1), rendition: .original)
    #expect(kept(in: cache) == [0])
  }

  @Test func `the budget is 240 MB of samples`() {
    #expect(StreamingCache().statistics.warmBudgetBytes == 240_000_000)
    // A chunk of 44.1 kHz stereo: 10 s · 44,100 · 2 · 4 bytes.
    let cache = StreamingCache()
    let samples = [Float](repeating: 0, count: 882_000)
    for index in 0..<100 {
      cache.store(
        AudioChunk(
          index: index, frames: 0..<441_000, sampleRateHz: 44_100, channels: 2, samples: samples,
          continuation: .nextChunk), of: track(index), rendition: .original)
    }
    #expect(cache.statistics.warmTracks == 68)
    #expect(cache.statistics.warm.bytes == 68 * 3_528_000)
  }

  @Test func `a cleared cache is empty and keeps working`() {
    let cache = StreamingCache()
    cache.play(track(0), at: 0)
    cache.store(chunk(0), of: track(0), rendition: .original)
    cache.clearAll()
    let statistics = cache.statistics
    #expect(statistics.hot.chunks == 0)
    #expect(statistics.warm.chunks == 0)
    #expect(statistics.warm.bytes == 0)
    #expect(statistics.warmTracks == 0)
    #expect(kept(in: cache) == [])
    cache.store(chunk(0), of: track(0), rendition: .original)
    #expect(cache.statistics.hot.chunks == 1)
  }
}
