import MasteringModel

extension [RankedProfile] {
  /// The blend that a weighting makes beside the plain weights; nil for the plain ones alone.
  func blend(_ plain: [WeightedProfile], by weighting: Weighting) -> Blend? {
    switch weighting {
    case .plain: nil
    case .dimension: dimensionBlend(instead: plain)
    }
  }

  /// Each profile weighted by its score and by how similar it is in the dimension that changes
  /// (REC-41); where none of them is at all, as the plain weights say. A profile without a rule for the
  /// centroid has its score in place of that similarity.
  private func dimensionBlend(instead plain: [WeightedProfile]) -> Blend {
    let weights = { (similarity: (Similarity) -> Double) -> [Double] in
      let products = map { $0.similarity.score * similarity($0.similarity) }
      var total = 0.0
      for product in products { total += product }
      return total > 0 ? products.map { $0 / total } : plain.map(\.weight)
    }
    return Blend(
      source: .dimension, profiles: map(\.profile),
      loudness: weights(\.loudness), crest: weights(\.crest),
      spectralCentroid: weights { $0.spectralCentroid ?? $0.score })
  }
}

extension Blend {
  /// A blend of profiles with a column of weights for each change, and what that changes (REC-42).
  init(
    source: Source, profiles: [Profile], loudness: [Double], crest: [Double],
    spectralCentroid: [Double]
  ) {
    let changes = profiles.map(\.processingTargets.change)
    self.init(
      source: source,
      members: profiles.indices.map {
        Member(
          profile: profiles[$0],
          weights: DimensionWeights(
            loudness: loudness[$0], crest: crest[$0], spectralCentroid: spectralCentroid[$0]))
      },
      predictedChange: PredictedChange(
        loudnessDB: mean(of: changes.map(\.loudnessDB), loudness),
        crestDB: mean(of: changes.map(\.crestDB), crest),
        centroidHz: mean(of: changes.map(\.centroidHz), spectralCentroid)))
  }
}
