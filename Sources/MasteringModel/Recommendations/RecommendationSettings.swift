/// How a recommendation is wanted: when one profile convinces, and how many may join a blend.
public struct RecommendationSettings: Sendable, Hashable {
  /// The confidence from which, itself included, one profile alone is recommended; 0…1.
  public let confidenceThreshold: Double
  /// How many of the best profiles are ranked, and at most blended; 1 or more.
  public let topK: Int

  /// The threshold of the original: 0.4.
  public static let defaultConfidenceThreshold = 0.4
  /// The count of the original: 3.
  public static let defaultTopK = 3

  /// Threshold 0.4, three profiles.
  public static let standard = RecommendationSettings(
    unchecked: defaultConfidenceThreshold, topK: defaultTopK)

  /// Settings from a threshold and a count.
  ///
  /// - Throws: ``InvalidSettings`` for a threshold that is not a number in 0…1, or a count below 1.
  public init(
    confidenceThreshold: Double = defaultConfidenceThreshold, topK: Int = defaultTopK
  ) throws(InvalidSettings) {
    guard (0...1).contains(confidenceThreshold) else {
      throw .confidenceThreshold(confidenceThreshold)
    }
    guard topK >= 1 else { throw .topK(topK) }
    self.init(unchecked: confidenceThreshold, topK: topK)
  }

  /// The settings under which the best profile is always recommended alone: every confidence
  /// reaches the threshold 0.
  ///
  /// - Throws: ``InvalidSettings`` for a count below 1.
  public static func single(topK: Int = defaultTopK) throws(InvalidSettings) -> Self {
    try RecommendationSettings(confidenceThreshold: 0, topK: topK)
  }

  private init(unchecked confidenceThreshold: Double, topK: Int) {
    // −0.0 would be written as such.
    self.confidenceThreshold = confidenceThreshold == 0 ? 0 : confidenceThreshold
    self.topK = topK
  }
}

/// A setting outside its range.
public enum InvalidSettings: Error, Hashable {
  /// The threshold is not a number in 0…1.
  case confidenceThreshold(Double)
  /// The count of profiles is below 1.
  case topK(Int)
}
