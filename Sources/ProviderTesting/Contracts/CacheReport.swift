/// The result of checking a cache.
public struct CacheReport: Sendable, Hashable {
  /// The broken promises; empty if all are kept.
  public let broken: [BrokenPromise]
  /// How many of the analyses that were stored, and neither replaced nor removed since, were found.
  public let analyses: Remembered

  /// How well a cache keeps one kind of entry.
  public struct Remembered: Sendable, Hashable {
    /// How many stored entries were looked up.
    public private(set) var asked = 0
    /// How many were found; no more than `asked`.
    public private(set) var found = 0

    /// Counts, 0 by default.
    public init(asked: Int = 0, found: Int = 0) {
      self.asked = asked
      self.found = found
    }

    mutating func count(_ isFound: Bool) {
      asked += 1
      if isFound { found += 1 }
    }
  }
}
