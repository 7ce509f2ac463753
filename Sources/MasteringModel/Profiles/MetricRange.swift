/// The closed range of a metric that suits a profile.
///
/// A width of 0 is allowed: the similarity has a minimum half-width for it.
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
  /// - Throws: ``InvalidMetricRange`` when a bound is not finite, when their sum or difference
  ///   overflows, or when they are in the wrong order.
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
