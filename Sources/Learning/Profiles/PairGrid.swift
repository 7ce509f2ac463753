import MasteringModel

/// Pairs divided by a grouping, and the part of the music that each cell of the grid stands for.
struct PairGrid {
  /// A part along one metric.
  struct Part {
    let metric: FingerprintMetric
    /// From the border with the part below to the border with the part above.
    let range: ClosedRange<Double>
    let isLowest: Bool
    let isHighest: Bool
    /// The mean of its pairs.
    let mean: Double
    /// The places of its pairs in the list of all.
    let pairs: Set<Int>
  }

  /// A part along each metric that divides the pairs.
  typealias Cell = [Part]

  /// The cells, lowest first, the last metric fastest. Never empty; a cell may have no pairs.
  let cells: [Cell]

  /// Divides pairs, at least one.
  ///
  /// - Parameters:
  ///   - whole: the ranges of all pairs. The outermost parts are as wide as that of their metric:
  ///     music beyond all pairs still resembles the nearest part most. With ranges that end
  ///     where the pairs do, such a track resembles all parts equally little, and would get the change of
  ///     the first.
  ///   - floors: half of the least width of a range.
  init(
    _ pairs: [TrackPair], _ grouping: PairGrouping, whole: (FingerprintMetric) -> MetricRange,
    floors: (FingerprintMetric) -> Double
  ) {
    var cells: [Cell] = [[]]
    for axis in grouping.axes {
      let parts = Self.parts(
        of: pairs, along: axis, outermost: whole(axis.metric).halfWidth * 2,
        floor: floors(axis.metric))
      cells = cells.flatMap { cell in parts.map { cell + [$0] } }
    }
    self.cells = cells
  }

  private static func parts(
    of pairs: [TrackPair], along axis: PairGrouping.Axis, outermost: Double, floor: Double
  ) -> [Part] {
    let value = { (place: Int) in pairs[place].before[axis.metric] }
    // By name if the metric is equal, so that the order of the pairs does not matter.
    let sorted = pairs.indices.sorted { one, other in
      value(one) == value(other)
        ? pairs[one].name.utf8.lexicographicallyPrecedes(pairs[other].name.utf8)
        : value(one) < value(other)
    }
    let count = min(axis.count, sorted.count)
    let groups = (0..<count).map { group in
      sorted[(group * sorted.count / count)..<((group + 1) * sorted.count / count)]
    }
    let borders = zip(groups, groups.dropFirst()).map { below, above in
      (value(below[below.endIndex - 1]) + value(above[above.startIndex])) / 2
    }
    return groups.indices.map { place in
      let isLowest = place == 0
      let isHighest = place == count - 1
      let low = isLowest ? (borders.first ?? 0) - outermost : borders[place - 1]
      let high = isHighest ? (borders.last ?? 0) + outermost : borders[place]
      let centre = (low + high) / 2
      let half = max((high - low) / 2, floor)
      return Part(
        metric: axis.metric,
        range: half > (high - low) / 2 ? (centre - half)...(centre + half) : low...high,
        isLowest: isLowest, isHighest: isHighest,
        mean: groups[place].reduce(0) { $0 + value($1) } / Double(groups[place].count),
        pairs: Set(groups[place]))
    }
  }
}

extension PairGrid.Part {
  /// The description, to tell it from the others: "loudness −22.1 to −18.0 dBFS".
  var words: String {
    let decimals = metric == .zeroCrossingRate ? 3 : metric == .spectralCentroid ? 0 : 1
    let unit = metric == .zeroCrossingRate ? "" : " \(metric.unit)"
    let (low, high) = (range.lowerBound.fixed(decimals), range.upperBound.fixed(decimals))
    let bounds = isLowest ? "below \(high)" : isHighest ? "above \(low)" : "\(low) to \(high)"
    return "\(metric.name) \(bounds)\(unit)"
  }
}
