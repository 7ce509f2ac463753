extension [Double] {
  /// The value below which a part of the values lies, with linear interpolation between neighbours, as
  /// in spreadsheets and NumPy; nil if empty.
  ///
  /// - Parameter part: 0…1.
  public func quantile(_ part: Double) -> Double? {
    guard let last = indices.last else { return nil }
    let sorted = sorted()
    let place = part * Double(last)
    let below = Int(place.rounded(.down))
    guard below < last else { return sorted[last] }
    return sorted[below] + (place - Double(below)) * (sorted[below + 1] - sorted[below])
  }

  /// The middle value; nil if empty.
  public var median: Double? { quantile(0.5) }

  /// The median absolute deviation: the median distance from the median; nil if empty.
  public var medianDeviation: Double? {
    guard let median else { return nil }
    return map { abs($0 - median) }.median
  }
}
