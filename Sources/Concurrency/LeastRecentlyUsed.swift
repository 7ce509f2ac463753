/// A dictionary of bounded size: when it is full, a new key evicts the least recently used one.
///
/// Every operation takes constant time, however many entries there are, except those that iterate
/// over all of them: `keys`, `values` and `removeAll`. The entries are stored in one array and
/// linked by index in the order of use, so that an entry needs no allocation of its own.
///
/// Its code is inlinable, so that it is specialised in each module for its own keys and values.
package struct LeastRecentlyUsed<Key: Hashable, Value> {
  /// The most entries it holds; 1 or more.
  package let capacity: Int

  @usableFromInline
  struct Slot {
    @usableFromInline var key: Key
    @usableFromInline var value: Value
    /// The entry that was used next after it; `none` for the latest.
    @usableFromInline var newer: Int
    /// The entry that was used last before it; `none` for the oldest.
    @usableFromInline var older: Int

    @inlinable
    init(key: Key, value: Value, newer: Int, older: Int) {
      self.key = key
      self.value = value
      self.newer = newer
      self.older = older
    }
  }

  // The slots are always contiguous: a removed entry is replaced by the last one.
  @usableFromInline var slots: [Slot] = []
  @usableFromInline var index: [Key: Int] = [:]
  @usableFromInline var newest = none
  @usableFromInline var oldest = none

  /// No slot: the end of the chain.
  @inlinable static var none: Int { -1 }

  /// An empty one.
  @inlinable
  package init(capacity: Int) {
    precondition(capacity >= 1, "A cache holds at least one entry")
    self.capacity = capacity
  }

  /// How many entries there are.
  @inlinable
  package var count: Int { slots.count }

  /// The keys, most recently used first.
  @inlinable
  package var keys: [Key] {
    var keys: [Key] = []
    var slot = newest
    while slot != Self.none {
      keys.append(slots[slot].key)
      slot = slots[slot].older
    }
    return keys
  }

  /// The values, in the order of `keys`.
  @inlinable
  package var values: [Value] {
    var values: [Value] = []
    var slot = newest
    while slot != Self.none {
      values.append(slots[slot].value)
      slot = slots[slot].older
    }
    return values
  }

  /// The value of the key, without counting as a use.
  @inlinable
  package func peek(_ key: Key) -> Value? {
    index[key].map { slots[$0].value }
  }

  /// The least recently used key that satisfies the predicate. It searches from the oldest, so it
  /// takes time in proportion to the older keys that do not.
  @inlinable
  package func oldestKey(where isWanted: (Key) -> Bool = { _ in true }) -> Key? {
    var slot = oldest
    while slot != Self.none {
      if isWanted(slots[slot].key) { return slots[slot].key }
      slot = slots[slot].newer
    }
    return nil
  }

  /// The value of the key; counts as a use.
  @inlinable
  package mutating func value(for key: Key) -> Value? {
    guard let slot = index[key] else { return nil }
    use(slot)
    return slots[slot].value
  }

  /// Changes the value of a key in place; counts as a use; nil if there is none.
  @inlinable
  package mutating func change<Result>(
    _ key: Key, _ body: (inout Value) -> Result
  ) -> Result? {
    guard let slot = index[key] else { return nil }
    use(slot)
    return body(&slots[slot].value)
  }

  /// Sets the value of the key, which counts as a use, and returns the evicted entry.
  @discardableResult
  @inlinable
  package mutating func set(_ value: Value, for key: Key) -> (key: Key, value: Value)? {
    if let slot = index[key] {
      use(slot)
      slots[slot].value = value
      return nil
    }
    guard slots.count == capacity else {
      slots.append(Slot(key: key, value: value, newer: Self.none, older: Self.none))
      index[key] = slots.count - 1
      link(slots.count - 1)
      return nil
    }
    let slot = oldest
    let driven = (slots[slot].key, slots[slot].value)
    index[driven.0] = nil
    index[key] = slot
    slots[slot].key = key
    slots[slot].value = value
    use(slot)
    return driven
  }

  /// Removes the key, and returns its value.
  @discardableResult
  @inlinable
  package mutating func remove(_ key: Key) -> Value? {
    guard let slot = index.removeValue(forKey: key) else { return nil }
    unlink(slot)
    let value = slots[slot].value
    let last = slots.removeLast()
    if slot < slots.count {
      slots[slot] = last
      index[last.key] = slot
      if last.newer == Self.none { newest = slot } else { slots[last.newer].older = slot }
      if last.older == Self.none { oldest = slot } else { slots[last.older].newer = slot }
    }
    return value
  }

  /// Takes everything out.
  @inlinable
  package mutating func removeAll() {
    self = LeastRecentlyUsed(capacity: capacity)
  }

  // MARK: The chain

  @inlinable
  mutating func use(_ slot: Int) {
    guard slot != newest else { return }
    unlink(slot)
    link(slot)
  }

  /// Removes a slot from the chain.
  @inlinable
  mutating func unlink(_ slot: Int) {
    let (newer, older) = (slots[slot].newer, slots[slot].older)
    if newer == Self.none { newest = older } else { slots[newer].older = older }
    if older == Self.none { oldest = newer } else { slots[older].newer = newer }
  }

  /// Adds an unlinked slot at the newest end of the chain.
  @inlinable
  mutating func link(_ slot: Int) {
    slots[slot].newer = Self.none
    slots[slot].older = newest
    if newest == Self.none { oldest = slot } else { slots[newest].newer = slot }
    newest = slot
  }
}

extension LeastRecentlyUsed.Slot: Sendable where Key: Sendable, Value: Sendable {}
extension LeastRecentlyUsed: Sendable where Key: Sendable, Value: Sendable {}
