import MasteringModel
import MasteringService
import ProviderTesting
import Testing

/// The same as ``RecommendationStore``, but simple enough to be obviously correct: lists, latest
/// first.
private struct ObviousStore {
  let capacity: Int
  var tracks: [(id: Int, values: [(key: Int, value: Int)])] = []
  var hits = 0
  var misses = 0
  var evicted = 0

  var count: Int { tracks.reduce(0) { $0 + $1.values.count } }

  /// Moves a track to the front, and returns whether it exists.
  private mutating func use(_ id: Int) -> Bool {
    guard let index = tracks.firstIndex(where: { $0.id == id }) else { return false }
    tracks.insert(tracks.remove(at: index), at: 0)
    return true
  }

  mutating func value(_ id: Int, _ key: Int) -> Int? {
    guard use(id), let index = tracks[0].values.firstIndex(where: { $0.key == key }) else {
      misses += 1
      return nil
    }
    hits += 1
    tracks[0].values.insert(tracks[0].values.remove(at: index), at: 0)
    return tracks[0].values[0].value
  }

  mutating func set(_ value: Int, _ id: Int, _ key: Int) {
    if !use(id) { tracks.insert((id, []), at: 0) }
    tracks[0].values.removeAll { $0.key == key }
    tracks[0].values.insert((key, value), at: 0)
    if tracks[0].values.count > 32 { tracks[0].values.removeLast() }
    if tracks.count > capacity {
      tracks.removeLast()
      evicted += 1
    }
  }

  mutating func clear(_ id: Int) -> Int {
    defer { tracks.removeAll { $0.id == id } }
    return tracks.first { $0.id == id }?.values.count ?? 0
  }
}

@Suite struct RecommendationStoreModelTests {
  @Test(arguments: [1, 2, 5])
  func `it behaves like the simple model under any operations`(_ capacity: Int) {
    var random = SeededGenerator(seed: UInt64(capacity))
    let store = RecommendationStore<Int>(tracks: capacity)
    var obvious = ObviousStore(capacity: capacity)
    for step in 0..<30_000 {
      // Few changes of track, so that a track gets more values than it can hold.
      let id = (step / 100 + Int.random(in: 0..<3, using: &random) / 2) % (capacity + 2)
      let key = Int.random(in: 0..<40, using: &random)
      let settings = RecommendationSettings.sample(topK: key / 2 + 1)
      let catalogue = CatalogueVersion(digest: UInt64(key % 2))
      let isSame: Bool
      switch Int.random(in: 0..<1000, using: &random) {
      case 0..<500:
        store.set(step, forTrack: id, settings: settings, catalogue: catalogue)
        obvious.set(step, id, key)
        isSame = true
      case 500..<990:
        let found = store.value(forTrack: id, settings: settings, catalogue: catalogue)
        isSame = found == obvious.value(id, key)
      case 990..<998: isSame = store.clear(track: id) == obvious.clear(id)
      default:
        isSame = store.clearAll() == obvious.count
        obvious.tracks = []
      }
      let statistics = store.statistics
      guard isSame, statistics.tracks == obvious.tracks.count,
        statistics.recommendations == obvious.count, statistics.evictedTracks == obvious.evicted,
        statistics.hits == obvious.hits, statistics.misses == obvious.misses
      else {
        Issue.record("they differ after step \(step): \(statistics), \(obvious)")
        return
      }
    }
    #expect(obvious.hits > 300)
    #expect(obvious.evicted > 50)
  }
}
