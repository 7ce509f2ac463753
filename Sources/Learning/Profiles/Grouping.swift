public import MasteringModel

/// How pairs are divided among the profiles to be learned: by a metric of the original, into groups
/// of equal size.
///
/// A profile has a single change. A chain that levels (a loudness normaliser, a compressor) changes
/// quiet and loud tracks differently, which takes several profiles, each for a part of the music.
public struct Grouping: Sendable, Hashable {
  /// The metric that divides the pairs; nil if there is one group.
  public let metric: FingerprintMetric?
  /// How many groups there are, 1 or more.
  public let count: Int

  /// All pairs in one group.
  public static let whole = Grouping(metric: nil, count: 1)

  /// The fewest pairs in a group.
  static let fewestPairs = 2
  /// Fewer pairs than these are not divided (LRN-2).
  private static let fewestToDivide = 8
  private static let mostGroups = 6
  private static let metrics: [FingerprintMetric] = [
    .loudness, .crest, .zeroCrossingRate, .spectralCentroid,
  ]

  /// Every way to divide the pairs into groups, the simplest first.
  static func all(for pairs: Int) -> [Grouping] {
    guard pairs >= fewestToDivide else { return [whole] }
    let most = min(mostGroups, pairs / fewestPairs)
    return [whole]
      + (2...most).flatMap { count in metrics.map { Grouping(metric: $0, count: count) } }
  }

  /// The pairs of each group, lowest first.
  func groups(of pairs: [TrackPair]) -> [[TrackPair]] {
    guard let metric else { return [pairs] }
    // By name if the metric is equal, so that the order of the pairs does not matter.
    let sorted = pairs.sorted { one, other in
      let (first, second) = (one.before[metric], other.before[metric])
      return first == second
        ? one.name.utf8.lexicographicallyPrecedes(other.name.utf8) : first < second
    }
    return (0..<count).map { group in
      Array(sorted[(group * sorted.count / count)..<((group + 1) * sorted.count / count)])
    }.filter { !$0.isEmpty }
  }
}
