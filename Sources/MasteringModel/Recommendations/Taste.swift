/// What a listener's decisions add up to: which profiles are chosen more often than their scores
/// suggest, and how strongly.
///
/// Computed by folding decisions (module `Learning`); the same decisions give the same taste on
/// every machine, up to the last bit of `exp`.
public struct Taste: Sendable, Hashable, Codable {
  /// How much each profile is preferred, in the order of first appearance.
  public let leanings: [Leaning]
  /// How strongly changes are wanted; 1 means as predicted.
  public let strengths: Strengths
  /// How many decisions it is based on.
  public let decisions: Int

  /// How much a profile is preferred.
  public struct Leaning: Sendable, Hashable, Codable {
    /// The profile's id.
    public let profileID: String
    /// −2…2; the weight is multiplied by its exponential, so 0 leaves the weight unchanged.
    public let amount: Double

    private enum CodingKeys: String, CodingKey {
      case profileID = "profile_id"
      case amount
    }

    /// Creates a leaning from its parts.
    public init(profileID: String, amount: Double) {
      self.profileID = profileID
      self.amount = amount
    }
  }

  /// How strongly each change is wanted, 0…2.
  public struct Strengths: Sendable, Hashable, Codable {
    /// Of the change of loudness.
    public let loudness: Double
    /// Of the change of the crest factor.
    public let crest: Double
    /// Of the change of the spectral centroid.
    public let spectralCentroid: Double

    private enum CodingKeys: String, CodingKey {
      case loudness, crest
      case spectralCentroid = "spectral_centroid"
    }

    /// Creates strengths from their parts.
    public init(loudness: Double, crest: Double, spectralCentroid: Double) {
      self.loudness = loudness
      self.crest = crest
      self.spectralCentroid = spectralCentroid
    }

    /// The possible strengths: 0 leaves a change out, 1 is as predicted, 2 is twice as much.
    public static let range = 0.0...2.0

    /// As predicted.
    public static let plain = Strengths(loudness: 1, crest: 1, spectralCentroid: 1)
  }

  /// Creates a taste from its parts.
  public init(leanings: [Leaning], strengths: Strengths = .plain, decisions: Int) {
    self.leanings = leanings
    self.strengths = strengths
    self.decisions = decisions
  }

  /// A taste without decisions.
  public static let none = Taste(leanings: [], decisions: 0)

  /// How much a profile is preferred; 0 for one without decisions.
  public func leaning(toProfile id: String) -> Double {
    leanings.first { $0.profileID == id }?.amount ?? 0
  }
}
