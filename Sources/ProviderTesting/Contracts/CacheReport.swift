/// What a check of a cache came to.
public struct CacheReport: Sendable, Hashable {
  /// The broken promises; empty when all are kept.
  public let broken: [BrokenPromise]
  /// How many of the analyses that were stored, and neither replaced nor removed since, were found.
  public let analyses: Remembered

  /// How well a cache remembers one kind of thing.
  public struct Remembered: Sendable, Hashable {
    /// How often something was looked up that had been stored.
    public private(set) var asked = 0
    /// How often there was something; no more than `asked`.
    public private(set) var found = 0

    /// Nothing asked yet, unless said otherwise.
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
