/// How to recommend: when a single profile is enough, and how many may join a blend.
public struct RecommendationSettings: Sendable, Hashable {
  /// The confidence at or above which a single profile is recommended; 0…1.
  public let confidenceThreshold: Double
  /// How many of the best profiles are ranked, and at most blended; 1 or more.
  public let topK: Int
  /// The largest true peak allowed after mastering, in dBTP; −60…0.
  public let ceilingDBTP: Double
  /// How the members of a blend are weighted.
  public let weighting: Weighting
  /// The taste that the blend follows; nil to use the scores alone.
  public private(set) var taste: Taste?

  /// The threshold of the original: 0.4.
  public static let defaultConfidenceThreshold = 0.4
  /// The count of the original: 3.
  public static let defaultTopK = 3

  /// Threshold 0.4, three profiles.
  public static let standard = RecommendationSettings(
    unchecked: defaultConfidenceThreshold, topK: defaultTopK,
    ceilingDBTP: Headroom.defaultCeilingDBTP, weighting: .plain)

  /// Settings from a threshold, a count, a ceiling and a weighting.
  ///
  /// - Throws: ``InvalidSettings`` for a threshold that is not a number in 0…1, a count below 1, or a
  ///   ceiling that is not a number in −60…0.
  public init(
    confidenceThreshold: Double = defaultConfidenceThreshold, topK: Int = defaultTopK,
    ceilingDBTP: Double = Headroom.defaultCeilingDBTP, weighting: Weighting = .plain
  ) throws(InvalidSettings) {
    guard (0...1).contains(confidenceThreshold) else {
      throw .confidenceThreshold(confidenceThreshold)
    }
    guard topK >= 1 else { throw .topK(topK) }
    guard (-60...0).contains(ceilingDBTP) else { throw .ceiling(ceilingDBTP) }
    self.init(
      unchecked: confidenceThreshold, topK: topK, ceilingDBTP: ceilingDBTP, weighting: weighting)
  }

  /// Settings that always recommend the best profile alone: every confidence reaches the threshold
  /// 0.
  ///
  /// - Throws: ``InvalidSettings`` for a count below 1.
  public static func single(
    topK: Int = defaultTopK, ceilingDBTP: Double = Headroom.defaultCeilingDBTP
  ) throws(InvalidSettings) -> Self {
    try RecommendationSettings(confidenceThreshold: 0, topK: topK, ceilingDBTP: ceilingDBTP)
  }

  /// A copy that follows a taste, or none.
  public func following(_ taste: Taste?) -> RecommendationSettings {
    var settings = self
    settings.taste = taste
    return settings
  }

  private init(
    unchecked confidenceThreshold: Double, topK: Int, ceilingDBTP: Double, weighting: Weighting
  ) {
    // Otherwise −0.0 would be written as "-0.0".
    self.confidenceThreshold = confidenceThreshold == 0 ? 0 : confidenceThreshold
    self.topK = topK
    self.ceilingDBTP = ceilingDBTP
    self.weighting = weighting
  }
}

/// A setting outside its range.
public enum InvalidSettings: Error, Hashable {
  /// The threshold is not a number in 0…1.
  case confidenceThreshold(Double)
  /// The count of profiles is below 1.
  case topK(Int)
  /// The ceiling is not a number in −60…0.
  case ceiling(Double)
}
