/// A blend with weights of its own for each change, beside the plain weights of a hybrid.
///
/// The plain weights and the changes predicted from them stay what they are; what is heard is that of
/// the blend where there is one (``Recommendation/recommendedChange``).
public struct Blend: Sendable, Hashable {
  /// What the weights come from.
  public let source: Source
  /// The members in rank order, at least two; each of the three columns of weights sums to 1.
  public let members: [Member]
  /// What the blend changes.
  public let predictedChange: PredictedChange

  /// What made the weights.
  public enum Source: String, Sendable, Hashable, Codable {
    /// The similarity in each dimension.
    case dimension
    /// A blend that the catalogue names.
    case blendProfile = "blend_profile"
    /// What was accepted, adjusted and rejected before.
    case taste
    /// A person, by hand.
    case manual
  }

  /// A profile's part in a blend.
  public struct Member: Sendable, Hashable {
    /// The profile.
    public let profile: Profile
    /// Its parts, each 0…1.
    public let weights: DimensionWeights

    /// A profile with its parts.
    public init(profile: Profile, weights: DimensionWeights) {
      self.profile = profile
      self.weights = weights
    }
  }

  package init(source: Source, members: [Member], predictedChange: PredictedChange) {
    self.source = source
    self.members = members
    self.predictedChange = predictedChange
  }
}

/// A profile's part in each of the three changes, each 0…1.
public struct DimensionWeights: Sendable, Hashable, BitwiseCopyable {
  /// Its part in the change of loudness.
  public let loudness: Double
  /// Its part in the change of the crest factor.
  public let crest: Double
  /// Its part in the change of the spectral centroid.
  public let spectralCentroid: Double

  /// Three parts.
  public init(loudness: Double, crest: Double, spectralCentroid: Double) {
    self.loudness = loudness
    self.crest = crest
    self.spectralCentroid = spectralCentroid
  }
}

/// How the members of a blend are weighted.
public enum Weighting: String, Sendable, Hashable, Codable, CaseIterable {
  /// By their scores, the same for every change.
  case plain
  /// For each change by the score and the similarity in its dimension.
  case dimension
}
