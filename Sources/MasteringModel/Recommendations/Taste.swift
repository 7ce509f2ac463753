/// What a listener's decisions so far come to: which profiles are chosen more than their scores alone
/// would, and how strongly.
///
/// Made by folding decisions (module `Learning`); the same decisions give the same taste on every
/// machine, up to the last bit of `exp`.
public struct Taste: Sendable, Hashable, Codable {
  /// How much each profile is leaned to, in the order in which they were met.
  public let leanings: [Leaning]
  /// How strongly changes are wanted, 1 as predicted.
  public let strengths: Strengths
  /// How many decisions it comes from.
  public let decisions: Int

  /// How much a profile is leaned to.
  public struct Leaning: Sendable, Hashable, Codable {
    /// The profile's id.
    public let profileID: String
    /// −2…2; 0 leaves its weight alone, and exp of it is the factor.
    public let amount: Double

    private enum CodingKeys: String, CodingKey {
      case profileID = "profile_id"
      case amount
    }

    /// A leaning from its parts.
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

    /// Strengths from their parts.
    public init(loudness: Double, crest: Double, spectralCentroid: Double) {
      self.loudness = loudness
      self.crest = crest
      self.spectralCentroid = spectralCentroid
    }

    /// As predicted.
    public static let plain = Strengths(loudness: 1, crest: 1, spectralCentroid: 1)
  }

  /// A taste from its parts.
  public init(leanings: [Leaning], strengths: Strengths = .plain, decisions: Int) {
    self.leanings = leanings
    self.strengths = strengths
    self.decisions = decisions
  }

  /// Nothing was decided yet.
  public static let none = Taste(leanings: [], decisions: 0)

  /// How much a profile is leaned to; 0 for one that was never met.
  public func leaning(toProfile id: String) -> Double {
    leanings.first { $0.profileID == id }?.amount ?? 0
  }
}
