import Concurrency
import ProviderTesting
import Testing

/// The same as ``LeastRecentlyUsed``, but simple enough to be obviously correct: a list, latest
/// first.
private struct ObviousCache {
  let capacity: Int
  var entries: [(key: Int, value: Int)] = []

  mutating func value(for key: Int) -> Int? {
    guard let index = entries.firstIndex(where: { $0.key == key }) else { return nil }
    let entry = entries.remove(at: index)
    entries.insert(entry, at: 0)
    return entry.value
  }

  mutating func set(_ value: Int, for key: Int) -> (key: Int, value: Int)? {
    entries.removeAll { $0.key == key }
    entries.insert((key, value), at: 0)
    return entries.count > capacity ? entries.removeLast() : nil
  }

  mutating func remove(_ key: Int) -> Int? {
    guard let index = entries.firstIndex(where: { $0.key == key }) else { return nil }
    return entries.remove(at: index).value
  }
}

@Suite struct LeastRecentlyUsedTests {
  @Test func `a full cache evicts the least recently used entry`() {
    var cache = LeastRecentlyUsed<String, Int>(capacity: 2)
    #expect(cache.set(1, for: "a") == nil)
    #expect(cache.set(2, for: "b") == nil)
    let driven = cache.set(3, for: "c")
    #expect(driven?.key == "a")
    #expect(driven?.value == 1)
    #expect(cache.keys == ["c", "b"])
    #expect(cache.values == [3, 2])
  }

  @Test func `a lookup is a use`() {
    var cache = LeastRecentlyUsed<String, Int>(capacity: 2)
    cache.set(1, for: "a")
    cache.set(2, for: "b")
    #expect(cache.value(for: "a") == 1)
    cache.set(3, for: "c")
    #expect(cache.value(for: "b") == nil)
    #expect(cache.keys == ["c", "a"])
  }

  @Test func `a peek does not count as a use`() {
    var cache = LeastRecentlyUsed<String, Int>(capacity: 2)
    cache.set(1, for: "a")
    cache.set(2, for: "b")
    #expect(cache.peek("a") == 1)
    #expect(cache.peek("z") == nil)
    #expect(cache.keys == ["b", "a"])
    cache.set(3, for: "c")
    #expect(cache.peek("a") == nil)
    #expect(cache.peek("b") == 2)
  }

  @Test func `the oldest match is found without searching further`() {
    var cache = LeastRecentlyUsed<Int, Int>(capacity: 5)
    #expect(cache.oldestKey() == nil)
    for key in 0..<5 { cache.set(key, for: key) }
    _ = cache.value(for: 0)
    #expect(cache.oldestKey() == 1)
    var looked: [Int] = []
    let found = cache.oldestKey { key in
      looked.append(key)
      return key > 1
    }
    #expect(found == 2)
    #expect(looked == [1, 2])
    #expect(cache.oldestKey { $0 > 9 } == nil)
    #expect(cache.keys == [0, 4, 3, 2, 1])
  }

  @Test func `a new value for a key evicts nothing`() {
    var cache = LeastRecentlyUsed<String, Int>(capacity: 1)
    cache.set(1, for: "a")
    #expect(cache.set(2, for: "a") == nil)
    #expect(cache.value(for: "a") == 2)
    #expect(cache.count == 1)
  }

  @Test func `a change happens in place and counts as a use`() {
    var cache = LeastRecentlyUsed<String, [Int]>(capacity: 2)
    cache.set([1], for: "a")
    cache.set([2], for: "b")
    #expect(cache.change("a") { $0.append(3) } != nil)
    #expect(cache.change("z") { $0.append(3) } == nil)
    #expect(cache.keys == ["a", "b"])
    #expect(cache.value(for: "a") == [1, 3])
  }

  @Test func `an emptied cache is like new`() {
    var cache = LeastRecentlyUsed<Int, Int>(capacity: 3)
    for key in 0..<5 { cache.set(key, for: key) }
    cache.removeAll()
    #expect(cache.count == 0)
    #expect(cache.keys.isEmpty)
    #expect(cache.value(for: 4) == nil)
    cache.set(1, for: 1)
    #expect(cache.keys == [1])
    #expect(cache.capacity == 3)
  }

  @Test(arguments: [1, 2, 3, 7, 64])
  func `it behaves like the simple model under any operations`(_ capacity: Int) {
    var random = SeededGenerator(seed: UInt64(capacity))
    var cache = LeastRecentlyUsed<Int, Int>(capacity: capacity)
    var obvious = ObviousCache(capacity: capacity)
    // Enough operations that about half of the lookups in a full cache succeed.
    let keys = 0..<(2 * capacity + 1)
    for step in 0..<20_000 {
      let key = Int.random(in: keys, using: &random)
      let isSame: Bool
      switch Int.random(in: 0..<10, using: &random) {
      case 0..<4:
        let (driven, expected) = (cache.set(step, for: key), obvious.set(step, for: key))
        isSame = driven?.key == expected?.key && driven?.value == expected?.value
      case 4..<7: isSame = cache.value(for: key) == obvious.value(for: key)
      case 7..<8:
        let found: Void? = cache.change(key) { $0 += 1 }
        if let value = obvious.value(for: key) { _ = obvious.set(value + 1, for: key) }
        isSame = (found != nil) == obvious.entries.contains { $0.key == key }
      default: isSame = cache.remove(key) == obvious.remove(key)
      }
      guard isSame, cache.count == obvious.entries.count,
        cache.peek(key) == obvious.entries.first(where: { $0.key == key })?.value,
        cache.oldestKey(where: { $0 != key })
          == obvious.entries.last(where: { $0.key != key })?.key,
        cache.keys == obvious.entries.map(\.key), cache.values == obvious.entries.map(\.value)
      else {
        Issue.record("they differ after step \(step)")
        return
      }
    }
  }
}
