/// Two clusters of changes, which show that the pairs were mastered in two ways.
public struct ChangeClusters: Sendable, Hashable {
  /// The change that forms two clusters.
  public let column: ChangeColumn
  /// The mean of the lower cluster.
  public let lower: Double
  /// The mean of the upper cluster.
  public let upper: Double
  /// The names of the pairs in the lower cluster.
  public let lowerNames: [String]
  /// The names of the pairs in the upper cluster.
  public let upperNames: [String]
  /// Whether the clusters match the subfolders of the folder of originals.
  public let isByFolder: Bool

  /// The fewest pairs that can form two clusters.
  static let fewestPairs = 6
  /// The least share of the variance that must be between the clusters. The best cut explains 2/π
  /// of a normal distribution's and three quarters of a uniform one's.
  static let leastExplained = 0.9

  /// The clusters of a column; nil if there is only one.
  init?(_ column: ChangeColumn, in pairs: [TrackPair]) {
    guard pairs.count >= Self.fewestPairs else { return nil }
    let sorted = pairs.map { (value: column.value(of: $0.change), pair: $0) }
      .sorted { $0.value < $1.value }
    let values = sorted.map(\.value)
    guard let cut = Self.bestCut(of: values) else { return nil }
    let (low, high) = (values[..<cut], values[cut...])
    let means = (low.mean, high.mean)
    let gap = values[cut] - values[cut - 1]
    // Far enough apart to be audible, with a gap in between.
    guard min(low.count, high.count) >= max(2, pairs.count / 5),
      means.1 - means.0 >= 2 * column.audible, gap >= (means.1 - means.0) / 2
    else { return nil }
    self.column = column
    (lower, upper) = means
    lowerNames = sorted[..<cut].map(\.pair.name)
    upperNames = sorted[cut...].map(\.pair.name)
    let folders = (
      Set(sorted[..<cut].map(\.pair.folder)), Set(sorted[cut...].map(\.pair.folder))
    )
    isByFolder = folders.0.isDisjoint(with: folders.1)
  }

  /// Where to cut sorted values so that most of the variance is between the parts; nil if no cut
  /// explains enough of it.
  private static func bestCut(of values: [Double]) -> Int? {
    let mean = values[...].mean
    let total = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    guard total > 0 else { return nil }
    var sum = 0.0
    var best: (cut: Int, explained: Double)?
    for cut in 1..<values.count {
      sum += values[cut - 1]
      let (below, above) = (Double(cut), Double(values.count - cut))
      let means = (sum / below, (mean * Double(values.count) - sum) / above)
      let between =
        below * (means.0 - mean) * (means.0 - mean) + above * (means.1 - mean) * (means.1 - mean)
      if between / total > best?.explained ?? 0 { best = (cut, between / total) }
    }
    guard let best, best.explained >= leastExplained else { return nil }
    return best.cut
  }
}

extension ArraySlice<Double> {
  fileprivate var mean: Double { isEmpty ? 0 : reduce(0, +) / Double(count) }
}
