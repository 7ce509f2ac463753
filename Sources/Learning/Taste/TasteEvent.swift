public import MasteringModel

/// Something that was decided about a recommendation, or taken back.
public struct TasteEvent: Sendable, Hashable {
  /// Names the event, so that it can be undone: 16 hexadecimal digits.
  public let id: String
  /// When it happened: a time of ISO 8601 in UTC.
  public let time: String
  /// What happened.
  public let kind: Kind

  /// What can happen.
  public enum Kind: Sendable, Hashable {
    /// A recommendation was decided about.
    case decision(Decision)
    /// An event is to count no more; an undoing can be undone too.
    case undoing(eventID: String)
    /// All that came before is to count no more.
    case reset
  }

  /// A decision about a recommendation.
  public struct Decision: Sendable, Hashable {
    /// The track that was heard, as a name that says nothing of its path.
    public let track: String
    /// What was decided.
    public let verdict: Verdict
    /// The profiles that were ranked and their scores, best first; at least one.
    public let ranking: [Ranked]

    /// A decision from its parts.
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
    /// The blend was taken as it was: its weights in the order of the ranking.
    case accepted(weights: [Double])
    /// Other weights were set, in the order of the ranking, or the changes made stronger or weaker.
    case adjusted(weights: [Double], strengths: Taste.Strengths?)
    /// It was turned down.
    case rejected
  }

  /// An event from its parts.
  public init(id: String, time: String, kind: Kind) {
    self.id = id
    self.time = time
    self.kind = kind
  }
}
