public import MasteringModel

/// A decision about a recommendation, or the undoing of one.
public struct TasteEvent: Sendable, Hashable {
  /// Identifies the event, so that it can be undone: 16 hexadecimal digits.
  public let id: String
  /// When it happened: an ISO 8601 time in UTC.
  public let time: String
  /// What happened.
  public let kind: Kind

  /// What can happen.
  public enum Kind: Sendable, Hashable {
    /// A recommendation was decided about.
    case decision(Decision)
    /// An event no longer counts; an undoing can itself be undone.
    case undoing(eventID: String)
    /// No earlier event counts any more.
    case reset
  }

  /// A decision about a recommendation.
  public struct Decision: Sendable, Hashable {
    /// The track, as a name that does not reveal its path.
    public let track: String
    /// What was decided.
    public let verdict: Verdict
    /// The ranked profiles and their scores, best first; at least one.
    public let ranking: [Ranked]

    /// The most profiles that a decision ranks (LRN-47).
    public static let mostProfiles = 64

    /// Creates a decision from its parts.
    ///
    /// - Throws: ``InvalidDecision`` for parts that no event may have (LRN-20, LRN-47).
    public init(track: String, verdict: Verdict, ranking: [Ranked]) throws(InvalidDecision) {
      guard (1...Self.mostProfiles).contains(ranking.count) else {
        throw .profiles(count: ranking.count)
      }
      for profile in ranking where !Ranked.isScore(profile.score) { throw .score(profile.score) }
      try verdict.requirePossible(profiles: ranking.count)
      self.track = track
      self.verdict = verdict
      self.ranking = ranking
    }
  }

  /// A profile that was ranked.
  public struct Ranked: Sendable, Hashable {
    /// Its id.
    public let profileID: String
    /// Its score, above 0.
    public let score: Double

    /// Whether a number is the score of a ranked profile: above 0, up to 1.
    public static func isScore(_ score: Double) -> Bool { score > 0 && score <= 1 }

    /// A profile with its score, which a decision checks.
    public init(profileID: String, score: Double) {
      self.profileID = profileID
      self.score = score
    }
  }

  /// What was decided.
  public enum Verdict: Sendable, Hashable {
    /// The blend was accepted as it was: its weights in the order of the ranking.
    case accepted(weights: [Double])
    /// Other weights were set, in the order of the ranking, or the changes made stronger or weaker.
    case adjusted(weights: [Double], strengths: Taste.Strengths?)
    /// It was rejected.
    case rejected
  }

  /// Whether a text can be an id: 1 to 64 letters A–Z and a–z, digits and hyphens.
  public static func isID(_ text: String) -> Bool {
    (1...64).contains(text.utf8.count)
      && text.utf8.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
          || (0x61...0x7A).contains(byte) || byte == 0x2D
      }
  }

  /// Creates an event from its parts. A choices file refuses one whose id ``isID(_:)`` rejects.
  public init(id: String, time: String, kind: Kind) {
    self.id = id
    self.time = time
    self.kind = kind
  }
}

extension TasteEvent.Verdict {
  /// How far a sum of weights may be from 1.
  private static let sumTolerance = 1e-9

  /// Checks the weights and strengths of a decision about that many profiles.
  fileprivate func requirePossible(profiles: Int) throws(InvalidDecision) {
    let weights: [Double]
    var strengths: Taste.Strengths?
    switch self {
    case .rejected: return
    case .accepted(let given): weights = given
    case .adjusted(let given, let wanted): (weights, strengths) = (given, wanted)
    }
    guard weights.count == profiles else {
      throw .weights(count: weights.count, profiles: profiles)
    }
    for weight in weights where !(0...1).contains(weight) { throw .weight(weight) }
    let sum = weights.reduce(0, +)
    guard abs(sum - 1) <= Self.sumTolerance else { throw .sum(sum) }
    guard let strengths else { return }
    for strength in [strengths.loudness, strengths.crest, strengths.spectralCentroid]
    where !Taste.Strengths.range.contains(strength) {
      throw .strength(strength)
    }
  }
}

/// Why an event cannot have a decision.
public enum InvalidDecision: Error, Hashable {
  /// No profile is ranked, or more than ``TasteEvent/Decision/mostProfiles``.
  case profiles(count: Int)
  /// A score is not above 0 and up to 1.
  case score(Double)
  /// There are more or fewer weights than profiles.
  case weights(count: Int, profiles: Int)
  /// A weight is not from 0 to 1.
  case weight(Double)
  /// The weights sum to this instead of 1.
  case sum(Double)
  /// A strength is not from 0 to 2.
  case strength(Double)
}
