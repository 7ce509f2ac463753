extension Recommendation: Codable {
  private enum CodingKeys: String, CodingKey {
    case fingerprint, settings, ranking, weights, blend
    case fallbackProfile = "fallback_profile"
    case predictedChange = "predicted_change"
    case truePeakDBTP = "true_peak_dbtp"
  }

  /// Writes every part of the recommendation, so that an app can store it or pass it on.
  ///
  /// The payload that the interfaces send is a different form, and cannot be read back: see
  /// `payload(trackID:)` in `WireFormat`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(fingerprint, forKey: .fingerprint)
    try container.encode(settings, forKey: .settings)
    try container.encode(ranking, forKey: .ranking)
    if isFallback { try container.encode(primaryProfile, forKey: .fallbackProfile) }
    if isHybrid { try container.encode(weightedProfiles.map(\.weight), forKey: .weights) }
    try container.encode(predictedChange, forKey: .predictedChange)
    try container.encodeIfPresent(truePeakDBTP, forKey: .truePeakDBTP)
    try container.encodeIfPresent(blend.map(BlendForm.init), forKey: .blend)
  }

  /// Reads a recommendation.
  ///
  /// - Throws: `DecodingError` for parts that cannot belong to one recommendation.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let fallback = try container.decodeIfPresent(Profile.self, forKey: .fallbackProfile)
    let ranking = try container.decode([RankedProfile].self, forKey: .ranking)
    let weights = try container.decodeIfPresent([Double].self, forKey: .weights)
    guard let primary = ranking.first?.profile ?? fallback, ranking.isEmpty == (fallback != nil)
    else {
      throw decoder.refusal("has either ranked profiles or a profile for the fallback")
    }
    let kind: Kind
    switch weights {
    case nil: kind = ranking.isEmpty ? .fallback : .single
    case let weights?:
      guard weights.count == ranking.count else {
        throw decoder.refusal("has more or fewer weights than ranked profiles")
      }
      kind = .hybrid(
        zip(ranking, weights).map { WeightedProfile(profile: $0.profile, weight: $1) })
    }
    self.init(
      fingerprint: try container.decode(Fingerprint.self, forKey: .fingerprint),
      settings: try container.decode(RecommendationSettings.self, forKey: .settings),
      ranking: ranking, primaryProfile: primary, kind: kind,
      predictedChange: try container.decode(PredictedChange.self, forKey: .predictedChange),
      truePeakDBTP: try container.decodeIfPresent(Double.self, forKey: .truePeakDBTP),
      blend: try container.decodeIfPresent(BlendForm.self, forKey: .blend).map {
        guard let blend = $0.blend(of: ranking.map(\.profile)) else {
          throw decoder.refusal("has a blend of members that are not ranked")
        }
        return blend
      })
    if let contradiction { throw decoder.refusal(contradiction) }
  }

  /// How the parts contradict each other; nil if they keep the promises of the type.
  private var contradiction: String? {
    let scores = ranking.map(\.similarity.score)
    guard scores.count <= settings.topK else { return "ranks more profiles than its top-k" }
    guard scores.allSatisfy({ $0 > 0 }), zip(scores, scores.dropFirst()).allSatisfy(>=) else {
      return "has a ranking that does not descend to above 0"
    }
    guard blend == nil || isHybrid else { return "has a blend without being a hybrid" }
    guard blend.map(\.hasWholeColumns) ?? true else {
      return "has a blend whose weights do not sum to 1"
    }
    switch kind {
    case .fallback:
      return predictedChange == .none ? nil : "predicts a change without a matching profile"
    case .single:
      return scores.count > 1 && confidence < settings.confidenceThreshold
        ? "recommends one profile below the threshold" : nil
    case .hybrid(let parts):
      guard parts.count > 1, confidence < settings.confidenceThreshold else {
        return "blends although one profile reaches the threshold"
      }
      let weights = parts.map(\.weight)
      guard weights.allSatisfy({ $0 > 0 && $0 <= 1 }),
        zip(weights, weights.dropFirst()).allSatisfy(>=),
        abs(weights.reduce(0, +) - 1) <= 1e-12
      else {
        return "has weights that do not descend or do not sum to 1"
      }
      return nil
    }
  }
}

/// A blend as written beside a ranking, which contains the profiles of its members.
private struct BlendForm: Codable {
  let source: Blend.Source
  let weights: [Row]
  let change: PredictedChange
  let name: Blend.BlendName?
  let taste: Blend.TasteNote?

  private enum CodingKeys: String, CodingKey {
    case source, weights, name, taste
    case change = "predicted_change"
  }

  struct Row: Codable {
    let loudness, crest, spectralCentroid: Double

    private enum CodingKeys: String, CodingKey {
      case loudness, crest
      case spectralCentroid = "spectral_centroid"
    }
  }

  init(_ blend: Blend) {
    source = blend.source
    weights = blend.members.map {
      Row(
        loudness: $0.weights.loudness, crest: $0.weights.crest,
        spectralCentroid: $0.weights.spectralCentroid)
    }
    change = blend.predictedChange
    name = blend.name
    taste = blend.taste
  }

  /// The blend of these profiles; nil if their number differs from that of the weights.
  func blend(of profiles: [Profile]) -> Blend? {
    guard profiles.count == weights.count else { return nil }
    return Blend(
      source: source,
      members: zip(profiles, weights).map {
        Blend.Member(
          profile: $0,
          weights: DimensionWeights(
            loudness: $1.loudness, crest: $1.crest, spectralCentroid: $1.spectralCentroid))
      },
      predictedChange: change, name: name, taste: taste)
  }
}

extension Blend {
  /// Whether each column of weights sums to 1 and has no negative weight.
  fileprivate var hasWholeColumns: Bool {
    let columns: [(DimensionWeights) -> Double] = [
      { $0.loudness }, { $0.crest }, { $0.spectralCentroid },
    ]
    return columns.allSatisfy { column in
      let weights = members.map { column($0.weights) }
      return weights.allSatisfy((0...1).contains) && abs(weights.reduce(0, +) - 1) <= 1e-12
    }
  }
}

extension Similarity: Codable {
  private enum CodingKeys: String, CodingKey {
    case loudness, crest
    case zeroCrossingRate = "zero_crossing_rate"
    case spectralCentroid = "spectral_centroid"
  }

  /// Writes the score of each dimension; their mean follows from them.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(loudness, forKey: .loudness)
    try container.encode(crest, forKey: .crest)
    try container.encode(zeroCrossingRate, forKey: .zeroCrossingRate)
    try container.encodeIfPresent(spectralCentroid, forKey: .spectralCentroid)
  }

  /// Reads the score of each dimension.
  ///
  /// - Throws: `DecodingError` for a score that is missing or outside 0…1.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      loudness: try container.decode(Double.self, forKey: .loudness),
      crest: try container.decode(Double.self, forKey: .crest),
      zeroCrossingRate: try container.decode(Double.self, forKey: .zeroCrossingRate),
      spectralCentroid: try container.decodeIfPresent(Double.self, forKey: .spectralCentroid))
    let scores = [loudness, crest, zeroCrossingRate, spectralCentroid ?? 0]
    guard scores.allSatisfy((0...1).contains) else {
      throw decoder.refusal("has a score outside 0…1")
    }
  }
}

extension RecommendationSettings: Codable {
  private enum CodingKeys: String, CodingKey {
    case confidenceThreshold = "confidence_threshold"
    case topK = "top_k"
    case ceilingDBTP = "ceiling_dbtp"
    case weighting, taste
  }

  /// Writes the settings; ceiling and weighting only if they differ from the defaults.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(confidenceThreshold, forKey: .confidenceThreshold)
    try container.encode(topK, forKey: .topK)
    if ceilingDBTP != Headroom.defaultCeilingDBTP {
      try container.encode(ceilingDBTP, forKey: .ceilingDBTP)
    }
    if weighting != .plain { try container.encode(weighting, forKey: .weighting) }
    try container.encodeIfPresent(taste, forKey: .taste)
  }

  /// Reads settings.
  ///
  /// - Throws: `DecodingError`, whose underlying error is an ``InvalidSettings`` if a value is
  ///   outside its range.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let threshold = try container.decode(Double.self, forKey: .confidenceThreshold)
    let topK = try container.decode(Int.self, forKey: .topK)
    let ceiling = try container.decodeIfPresent(Double.self, forKey: .ceilingDBTP)
    let weighting = try container.decodeIfPresent(Weighting.self, forKey: .weighting)
    let taste = try container.decodeIfPresent(Taste.self, forKey: .taste)
    self = try decoder.valid { () throws(InvalidSettings) in
      try RecommendationSettings(
        confidenceThreshold: threshold, topK: topK,
        ceilingDBTP: ceiling ?? Headroom.defaultCeilingDBTP, weighting: weighting ?? .plain
      ).following(taste)
    }
  }
}
