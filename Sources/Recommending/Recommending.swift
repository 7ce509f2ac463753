public import MasteringModel

extension ProfileCatalogue {
  /// The recommendation for an analysed track: from its fingerprint, with the headroom that its
  /// true peak leaves.
  public func recommendation(
    of analysis: TrackAnalysis, settings: RecommendationSettings = .standard
  ) -> Recommendation {
    recommendation(for: analysis.fingerprint, settings: settings)
      .knowing(truePeakDBTP: analysis.truePeakDBTP)
  }

  /// The recommendation for a track with this fingerprint.
  ///
  /// The best profile alone if its score reaches the threshold, or if no other scores above 0;
  /// otherwise a blend of the ranked profiles, each weighted by its share of the sum of their
  /// scores. If none scores above 0, a fallback that changes nothing.
  public func recommendation(
    for fingerprint: Fingerprint, settings: RecommendationSettings = .standard
  ) -> Recommendation {
    let ranking = ranked(for: fingerprint, topK: settings.topK)
    guard let best = ranking.first else {
      return Recommendation(
        fingerprint: fingerprint, settings: settings, ranking: [], primaryProfile: fallback,
        kind: .fallback, predictedChange: .none)
    }
    let convinces = best.similarity.score >= settings.confidenceThreshold
    guard !convinces, ranking.count > 1 else {
      return Recommendation(
        fingerprint: fingerprint, settings: settings, ranking: ranking,
        primaryProfile: best.profile, kind: .single,
        predictedChange: best.profile.processingTargets.change)
    }
    let weighted = ranking.weighted()
    return Recommendation(
      fingerprint: fingerprint, settings: settings, ranking: ranking,
      primaryProfile: best.profile, kind: .hybrid(weighted),
      predictedChange: weighted.blendedChange(),
      blend: ranking.blend(weighted, settings, blend(of: ranking.map(\.profile.id))))
  }
}
