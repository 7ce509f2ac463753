/// How often each loudness occurred. The gated loudness and the range of one signal, or of several
/// together, are computed from it.
///
/// Its size does not grow with the signal: blocks are counted in bins of 0.01 LU, each with the sum
/// of its energies, so that rounding affects only the side of a gate on which a bin falls.
public struct LoudnessDistribution: Sendable, Hashable {
  /// The gating blocks: 400 ms, every 100 ms.
  public private(set) var blocks: [Bin]
  /// The short-term blocks: three seconds, every 100 ms.
  public private(set) var shortTermBlocks: [Bin]

  /// Blocks of nearly the same loudness.
  public struct Bin: Sendable, Hashable {
    /// The bin's index; the quietest is 0.
    public let index: Int
    /// How many blocks.
    public var count: Int
    /// The sum of their energies, full scale 1.
    public var energy: Double

    /// Creates a bin from its parts.
    public init(index: Int, count: Int, energy: Double) {
      self.index = index
      self.count = count
      self.energy = energy
    }
  }

  /// A distribution from its bins, each list in ascending order of the index.
  public init(blocks: [Bin], shortTermBlocks: [Bin]) {
    self.blocks = blocks
    self.shortTermBlocks = shortTermBlocks
  }

  /// Adds what was counted in another signal.
  public mutating func add(_ other: LoudnessDistribution) {
    blocks = Self.merged(blocks, other.blocks)
    shortTermBlocks = Self.merged(shortTermBlocks, other.shortTermBlocks)
  }

  private static func merged(_ left: [Bin], _ right: [Bin]) -> [Bin] {
    var merged: [Bin] = []
    merged.reserveCapacity(max(left.count, right.count))
    var (first, second) = (left[...], right[...])
    while let one = first.first, let other = second.first {
      if one.index < other.index {
        merged.append(first.removeFirst())
      } else if other.index < one.index {
        merged.append(second.removeFirst())
      } else {
        merged.append(
          Bin(
            index: one.index, count: one.count + other.count, energy: one.energy + other.energy))
        first.removeFirst()
        second.removeFirst()
      }
    }
    return merged + first + second
  }
}
