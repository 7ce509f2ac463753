import Caching
import MasteringModel
import ProviderTesting
import Testing

@Suite struct MemoryCacheTests {
  /// The key of a numbered track.
  private func key(_ track: Int) -> FingerprintKey {
    .sample(identity: .sample(path: "/music/\(track).flac"))
  }

  @Test func `a stored analysis is found`() async throws {
    let cache = MemoryCache()
    try await cache.store(.sample(channels: 1), for: .sample())
    #expect(try await cache.analysis(for: .sample()) == .sample(channels: 1))
  }

  @Test func `a changed file is a miss`() async throws {
    let cache = MemoryCache()
    try await cache.store(.sample(), for: .sample())
    let changed = FingerprintKey.sample(identity: .sample(modifiedAtNanoseconds: 5))
    #expect(try await cache.analysis(for: changed) == nil)
  }

  @Test func `the least recently used track is evicted, with all its entries`() async throws {
    let cache = MemoryCache(tracks: 2)
    let whole = FingerprintKey.sample(identity: key(1).identity, window: .all)
    for key in [key(0), key(1), whole] { try await cache.store(.sample(), for: key) }
    // Uses the first one, so that the second is the oldest.
    _ = try await cache.analysis(for: key(0))
    try await cache.store(.sample(), for: key(2))
    #expect(try await cache.analysis(for: key(0)) != nil)
    #expect(try await cache.analysis(for: key(1)) == nil)
    #expect(try await cache.analysis(for: whole) == nil)
    #expect(cache.statistics.tracks == 2)
    #expect(cache.statistics.evictedTracks == 1)
  }

  @Test func `canonically equivalent names are different tracks`() async throws {
    let cache = MemoryCache(tracks: 2)
    let keys = ["/\u{e9}.flac", "/e\u{301}.flac"].map {
      FingerprintKey.sample(identity: .sample(path: $0))
    }
    for (index, key) in keys.enumerated() {
      try await cache.store(.sample(channels: index + 1), for: key)
    }
    #expect(cache.statistics.tracks == 2)
    // Evicts only the first.
    try await cache.store(.sample(), for: key(0))
    #expect(try await cache.analysis(for: keys[0]) == nil)
    #expect(try await cache.analysis(for: keys[1]) == .sample(channels: 2))
  }

  @Test func `a lookup of a missing track evicts nothing`() async throws {
    let cache = MemoryCache(tracks: 1)
    try await cache.store(.sample(), for: key(0))
    #expect(try await cache.analysis(for: key(1)) == nil)
    #expect(try await cache.analysis(for: key(0)) != nil)
  }

  @Test func `new windows neither make a track grow nor evict another`() async throws {
    let cache = MemoryCache(tracks: 2)
    try await cache.store(.sample(), for: key(1))
    for second in 1...100 {
      try await cache.store(.sample(), for: .sample(window: .sample(seconds: Double(second))))
    }
    #expect(cache.statistics.analyses.entries == MemoryCache.analysesPerTrack + 1)
    #expect(try await cache.analysis(for: key(1)) != nil)
    #expect(try await cache.analysis(for: .sample(window: .sample(seconds: 100))) != nil)
  }

  @Test func `a thousand tracks fill it to its bound`() async throws {
    let cache = MemoryCache()
    for track in 0..<1000 {
      try await cache.store(.sample(), for: key(track))
    }
    #expect(cache.statistics.tracks == 256)
    #expect(cache.statistics.analyses.entries == 256)
    #expect(cache.statistics.evictedTracks == 744)
  }

  @Test func `hits and misses are counted`() async throws {
    let cache = MemoryCache()
    _ = try await cache.analysis(for: .sample())
    try await cache.store(.sample(), for: .sample())
    _ = try await cache.analysis(for: .sample())
    _ = try await cache.analysis(for: .sample())
    #expect(
      cache.statistics
        == CacheStatistics(
          tracks: 1, analyses: .init(entries: 1, hits: 2, misses: 1), evictedTracks: 0))
  }

  @Test func `removing all leaves nothing and keeps the counts`() async throws {
    let cache = MemoryCache()
    try await cache.store(.sample(), for: .sample())
    _ = try await cache.analysis(for: .sample())
    try await cache.removeAll()
    #expect(try await cache.analysis(for: .sample()) == nil)
    #expect(
      cache.statistics
        == CacheStatistics(
          tracks: 0, analyses: .init(hits: 1, misses: 1), evictedTracks: 0))
  }

  @Test func `many tasks at once lose nothing and stay within bounds`() async throws {
    let cache = MemoryCache(tracks: 16)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for task in 0..<16 {
        group.addTask {
          for round in 0..<200 {
            let key = FingerprintKey.sample(identity: .sample(path: "/music/\(task).flac"))
            try await cache.store(.sample(sampleRateHz: round + 1), for: key)
            let found = try await cache.analysis(for: key)
            // As many tracks as fit, each with one writer: nothing may be lost.
            #expect(found?.sampleRateHz == round + 1)
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(cache.statistics.tracks == 16)
    #expect(cache.statistics.analyses == .init(entries: 16, hits: 3200, misses: 0))
  }

  @Test(arguments: [1, 3, 256])
  func `it keeps the promises of a cache, whatever its size`(_ tracks: Int) async {
    let broken = await AnalysisCacheContract { MemoryCache(tracks: tracks) }.check()
    #expect(broken == [])
  }

  @Test func `with room for all tracks it drops nothing`() async {
    let report = await AnalysisCacheContract { MemoryCache(tracks: 1000) }.report()
    #expect(report.analyses.found == report.analyses.asked)
  }
}
