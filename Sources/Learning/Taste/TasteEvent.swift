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

    /// Creates a decision from its parts.
    public init(track: String, verdict: Verdict, ranking: [Ranked]) {
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

    /// A profile with its score.
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

  /// Creates an event from its parts.
  public init(id: String, time: String, kind: Kind) {
    self.id = id
    self.time = time
    self.kind = kind
  }
}
