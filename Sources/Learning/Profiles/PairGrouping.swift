public import MasteringModel

/// How pairs are divided among the profiles to be learned: along metrics of the original, each cut
/// into parts with equally many pairs. The profiles are the cells of this grid.
///
/// A profile has a single change. A chain that levels (a loudness normaliser, a compressor) raises
/// quiet tracks more than loud ones, and takes more from a high crest factor than from a low one.
/// That takes several profiles, each for a part of the music.
public struct PairGrouping: Sendable, Hashable {
  /// A metric along which pairs are divided.
  public struct Axis: Sendable, Hashable {
    /// The metric.
    public let metric: FingerprintMetric
    /// Into how many parts, 2 or more.
    public let count: Int
  }

  /// The metrics that divide the pairs; none if there is one profile.
  public let axes: [Axis]

  /// The number of profiles, 1 or more.
  public var count: Int { axes.reduce(1) { $0 * $1.count } }

  /// All pairs in one group.
  public static let whole = PairGrouping(axes: [])

  /// Fewer pairs than these are not divided (LRN-2).
  private static let fewestToDivide = 8

  /// The ways to divide pairs that are tried, in the order in which an earlier one is preferred.
  ///
  /// They are few on purpose: the more are tried on a dozen pairs, the more often one wins by chance.
  /// Benchmarks/README.md compares them.
  static func all(for pairs: Int) -> [PairGrouping] {
    guard pairs >= fewestToDivide else { return [whole] }
    return [
      whole,
      PairGrouping(axes: [Axis(metric: .loudness, count: 4), Axis(metric: .crest, count: 3)]),
      PairGrouping(axes: [Axis(metric: .spectralCentroid, count: 4)]),
      PairGrouping(axes: [
        Axis(metric: .loudness, count: 3), Axis(metric: .crest, count: 2),
        Axis(metric: .spectralCentroid, count: 2),
      ]),
    ]
  }
}
