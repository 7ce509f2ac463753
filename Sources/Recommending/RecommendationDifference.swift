public import MasteringModel

extension Recommendation {
  /// Whether another recommendation for the same track says something else: another leading profile or
  /// none, a blend instead of a single profile, or a change that differs audibly, by 0.5 dB of loudness
  /// or crest factor or by 100 Hz of centroid.
  ///
  /// The version and the name of a profile do not count, nor does the confidence.
  public func differs(from other: Recommendation) -> Bool {
    let (one, two) = (recommendedChange, other.recommendedChange)
    return leadingProfileID != other.leadingProfileID || isHybrid != other.isHybrid
      || abs(one.loudnessDB - two.loudnessDB) >= 0.5 || abs(one.crestDB - two.crestDB) >= 0.5
      || abs(one.centroidHz - two.centroidHz) >= 100
  }

  /// The id of the primary profile; nil for a fallback, which recommends none.
  private var leadingProfileID: String? { isFallback ? nil : primaryProfile.id }
}
