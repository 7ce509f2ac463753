/// The closed range of a metric that a profile is at home in.
///
/// A range of no width is allowed: the similarity has a floor for it.
public struct MetricRange: Sendable, Hashable, BitwiseCopyable {
  /// The lowest value inside.
  public let lowerBound: Double
  /// The highest value inside.
  public let upperBound: Double
  /// The middle, (lower + upper) / 2, where similarity is 1.
  public let centre: Double
  /// Half the width, (upper − lower) / 2, 0 or more.
  public let halfWidth: Double

  /// The range from `lowerBound` to `upperBound`, both included.
  ///
  /// - Throws: ``InvalidMetricRange`` when a bound is not finite, when the bounds are so far out
  ///   that their sum or difference is not, or when they are the wrong way round.
  public init(_ lowerBound: Double, _ upperBound: Double) throws(InvalidMetricRange) {
    self.lowerBound = lowerBound
    self.upperBound = upperBound
    self.centre = (lowerBound + upperBound) / 2
    self.halfWidth = (upperBound - lowerBound) / 2
    guard centre.isFinite, halfWidth.isFinite else {
      throw .notFinite(lowerBound, upperBound)
    }
    guard lowerBound <= upperBound else { throw .inverted(lowerBound, upperBound) }
  }

  /// Whether the value lies in the range, its bounds included.
  public func contains(_ value: Double) -> Bool {
    lowerBound <= value && value <= upperBound
  }
}

/// Why two numbers are not a range.
public enum InvalidMetricRange: Error, Hashable {
  /// A bound, or the distance between the bounds, is not a finite number.
  case notFinite(Double, Double)
  /// The lower bound lies above the upper one.
  case inverted(Double, Double)
}
