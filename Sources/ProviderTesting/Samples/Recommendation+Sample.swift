public import MasteringModel

extension RecommendationSettings {
  /// Creates settings from their values; traps on invalid ones.
  public static func sample(
    confidenceThreshold: Double = defaultConfidenceThreshold, topK: Int = defaultTopK,
    weighting: Weighting = .plain
  ) -> RecommendationSettings {
    valid("setting") { () throws(InvalidSettings) in
      try RecommendationSettings(
        confidenceThreshold: confidenceThreshold, topK: topK, weighting: weighting)
    }
  }
}

extension RankedProfile {
  /// A profile with the same score in its three dimensions.
  public static func sample(_ profile: Profile = .sample(), score: Double = 1) -> RankedProfile {
    RankedProfile(
      profile: profile,
      similarity: Similarity(
        loudness: score, crest: score, zeroCrossingRate: score, spectralCentroid: nil))
  }
}

extension Recommendation {
  /// A recommendation assembled by hand, by default of the sample profile alone.
  ///
  /// Its parts need not be consistent: it is meant for tests that pass it on and compare it, such
  /// as those of encoders. Real ones come from the module `Recommending`.
  public static func sample(
    fingerprint: Fingerprint = .sample(), settings: RecommendationSettings = .standard,
    ranking: [RankedProfile] = [.sample()], primaryProfile: Profile? = nil, kind: Kind = .single,
    predictedChange: PredictedChange? = nil, truePeakDBTP: Double? = nil, blend: Blend? = nil
  ) -> Recommendation {
    let primary = primaryProfile ?? ranking.first?.profile ?? .sample()
    return Recommendation(
      fingerprint: fingerprint, settings: settings, ranking: ranking, primaryProfile: primary,
      kind: kind, predictedChange: predictedChange ?? primary.processingTargets.change,
      truePeakDBTP: truePeakDBTP, blend: blend)
  }
}
