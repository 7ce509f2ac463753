/// A blend with separate weights for each change, in addition to the plain weights of a hybrid.
///
/// The plain weights and the changes predicted from them stay the same; if there is a blend, its
/// change is the one that is applied (``Recommendation/recommendedChange``).
public struct Blend: Sendable, Hashable {
  /// What the weights come from.
  public let source: Source
  /// The members in rank order, at least two; each of the three columns of weights sums to 1.
  public let members: [Member]
  /// What the blend changes.
  public let predictedChange: PredictedChange
  /// The name of the catalogue's blend with exactly these members; nil if there is none.
  public let name: BlendName?
  /// What the taste did; nil if none was followed.
  public let taste: TasteNote?

  /// A blend's names.
  public struct BlendName: Sendable, Hashable, Codable {
    /// For programs.
    public let id: String
    /// For people.
    public let name: String

    /// Creates names from their parts.
    public init(id: String, name: String) {
      self.id = id
      self.name = name
    }
  }

  /// What a taste did to a blend.
  public struct TasteNote: Sendable, Hashable, Codable {
    /// How many decisions it is based on.
    public let decisions: Int
    /// How strongly the changes were wanted.
    public let strengths: Taste.Strengths
    /// The same as a sentence with numbers.
    public let explanation: String

    /// Creates a note from its parts.
    public init(decisions: Int, strengths: Taste.Strengths, explanation: String) {
      self.decisions = decisions
      self.strengths = strengths
      self.explanation = explanation
    }
  }

  /// Where the weights come from.
  public enum Source: String, Sendable, Hashable, Codable {
    /// The similarity in each dimension.
    case dimension
    /// A blend that the catalogue names.
    case blendProfile = "blend_profile"
    /// Earlier decisions to accept, adjust or reject.
    case taste
    /// Set by hand.
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

  package init(
    source: Source, members: [Member], predictedChange: PredictedChange, name: BlendName? = nil,
    taste: TasteNote? = nil
  ) {
    self.source = source
    self.members = members
    self.predictedChange = predictedChange
    self.name = name
    self.taste = taste
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
