import MasteringModel
import MasteringService
import ProviderTesting
import Testing

extension RecommendationStore {
  fileprivate func get(_ track: Int, threshold: Double = 0.4, catalogue: UInt64 = 1) -> Value? {
    value(
      forTrack: track, settings: .sample(confidenceThreshold: threshold),
      catalogue: CatalogueVersion(digest: catalogue))
  }

  fileprivate func put(
    _ value: Value, _ track: Int, threshold: Double = 0.4, catalogue: UInt64 = 1
  ) {
    set(
      value, forTrack: track, settings: .sample(confidenceThreshold: threshold),
      catalogue: CatalogueVersion(digest: catalogue))
  }
}

@Suite struct RecommendationStoreTests {
  @Test func `a value is kept for each track, setting and catalogue`() {
    let store = RecommendationStore<String>()
    store.put("plain", 1)
    store.put("track", 2)
    store.put("threshold", 1, threshold: 0.5)
    store.put("catalogue", 1, catalogue: 2)
    store.set(
      "top-k", forTrack: 1, settings: .sample(topK: 1), catalogue: CatalogueVersion(digest: 1))
    #expect(store.get(1) == "plain")
    #expect(store.get(2) == "track")
    #expect(store.get(1, threshold: 0.5) == "threshold")
    #expect(store.get(1, catalogue: 2) == "catalogue")
    #expect(store.get(2, catalogue: 2) == nil)
    #expect(store.get(3) == nil)
    #expect(store.statistics.hits == 4)
    #expect(store.statistics.misses == 2)
    #expect(store.statistics.tracks == 2)
    #expect(store.statistics.recommendations == 5)
  }

  @Test func `the least recently used track is evicted as a whole, and a lookup is a use`() {
    let store = RecommendationStore<Int>()
    for track in 0..<256 {
      store.put(track, track)
      store.put(track, track, threshold: 0.5)
    }
    #expect(store.get(0) == 0)
    // A lookup counts even if it finds nothing.
    #expect(store.get(1, threshold: 0.9) == nil)
    store.put(7, 2)
    store.put(256, 256)
    #expect(store.get(3) == nil)
    #expect(store.get(3, threshold: 0.5) == nil)
    #expect(store.get(0, threshold: 0.5) == 0)
    #expect(store.get(1) == 1)
    #expect(store.get(2) == 7)
    #expect(store.statistics.tracks == 256)
    #expect(store.statistics.capacityTracks == 256)
    #expect(store.statistics.evictedTracks == 1)
  }

  @Test func `new settings evict only old settings of the same track`() {
    let store = RecommendationStore<Int>(tracks: 2)
    store.put(-1, 1)
    for number in 0..<100 { store.put(number, 2, threshold: Double(number) / 100) }
    #expect(store.statistics.recommendations == 33)
    #expect(store.get(1) == -1)
    #expect(store.get(2, threshold: 0.99) == 99)
    #expect(store.get(2, threshold: 0.68) == 68)
    #expect(store.get(2, threshold: 0.67) == nil)
  }

  @Test func `clearing returns the number of entries`() {
    let store = RecommendationStore<Int>()
    store.put(1, 1)
    store.put(1, 1, threshold: 0.5)
    store.put(2, 2)
    #expect(store.clear(track: 1) == 2)
    #expect(store.clear(track: 1) == 0)
    #expect(store.get(1) == nil)
    #expect(store.get(2) == 2)
    store.put(1, 1)
    #expect(store.clearAll() == 2)
    #expect(store.clearAll() == 0)
    #expect(store.get(2) == nil)
    #expect(store.statistics.evictedTracks == 0)
  }

  @Test func `a peek does not count as a use`() {
    let store = RecommendationStore<Int>(tracks: 2)
    store.put(1, 1)
    store.put(2, 2)
    let settings = RecommendationSettings.sample()
    let catalogue = CatalogueVersion(digest: 1)
    #expect(store.peek(forTrack: 1, settings: settings, catalogue: catalogue) == 1)
    #expect(store.peek(forTrack: 3, settings: settings, catalogue: catalogue) == nil)
    #expect(store.statistics.hits == 0)
    #expect(store.statistics.misses == 0)
    // The first track is still the one to be evicted.
    store.put(3, 3)
    #expect(store.peek(forTrack: 1, settings: settings, catalogue: catalogue) == nil)
  }
}
