package import MasteringModel

extension [RankedProfile] {
  /// The blend that the settings call for in addition to the plain weights; nil if they do not.
  ///
  /// - Parameter named: the catalogue's blend with exactly these members.
  func blend(
    _ plain: [WeightedProfile], _ settings: RecommendationSettings, _ named: NamedBlend?
  ) -> Blend? {
    let blend: Blend?
    switch (named, settings.weighting) {
    case (let named?, _) where named.givesWeights:
      // They sum to 1 within 1e-6 only, as people write them (PRO-46).
      let total = named.members.reduce(0) { $0 + $1.weight }
      let weights = map { ranked in
        (named.members.first { $0.profileID == ranked.profile.id }?.weight ?? 0) / total
      }
      blend = self.blend(.blendProfile, weights, named)
    case (_, .dimension): blend = dimensionBlend(instead: plain, named)
    case (let named?, .plain): blend = self.blend(.blendProfile, plain.map(\.weight), named)
    case (nil, .plain): blend = nil
    }
    guard let taste = settings.taste, taste.decisions > 0 else { return blend }
    return (blend ?? self.blend(.taste, plain.map(\.weight), named)).following(taste)
  }

  /// A blend with the same weights for every change.
  private func blend(_ source: Blend.Source, _ weights: [Double], _ named: NamedBlend?) -> Blend {
    Blend(
      source: source, profiles: map(\.profile), loudness: weights, crest: weights,
      spectralCentroid: weights, named)
  }

  /// Each profile weighted by its score and by how similar it is in the dimension that changes
  /// (REC-41); if all products are 0, the plain weights apply. For a profile without a rule for the
  /// centroid, its score replaces that similarity.
  private func dimensionBlend(
    instead plain: [WeightedProfile], _ named: NamedBlend?
  ) -> Blend {
    let weights = { (similarity: (Similarity) -> Double) -> [Double] in
      let products = map { $0.similarity.score * similarity($0.similarity) }
      var total = 0.0
      for product in products { total += product }
      return total > 0 ? products.map { $0 / total } : plain.map(\.weight)
    }
    return Blend(
      source: .dimension, profiles: map(\.profile),
      loudness: weights(\.loudness), crest: weights(\.crest),
      spectralCentroid: weights { $0.spectralCentroid ?? $0.score }, named)
  }
}

extension Blend {
  /// A blend of profiles with a column of weights for each change, and the resulting change
  /// (REC-42).
  package init(
    source: Source, profiles: [Profile], loudness: [Double], crest: [Double],
    spectralCentroid: [Double], _ named: NamedBlend? = nil
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
        centroidHz: mean(of: changes.map(\.centroidHz), spectralCentroid)),
      name: named.map { BlendName(id: $0.id, name: $0.name) })
  }
}
