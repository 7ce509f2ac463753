public import MasteringModel
public import Recommending

/// A track that was loaded into a ``TrackPlayer``, and what came of it so far.
public struct LoadedTrack: Sendable, Hashable {
  /// The number it was loaded under.
  public let trackID: Int
  /// What was to be listened to.
  public let request: AnalysisRequest
  /// How the recommendation was wanted.
  public let settings: RecommendationSettings
  /// What came of it; `pending` until its recommendation is there or has failed.
  public internal(set) var outcome = Outcome.pending

  /// What can come of a track.
  public enum Outcome: Sendable, Hashable {
    /// Nothing yet.
    case pending
    /// A recommendation.
    case recommended(Recommendation)
    /// None, and why.
    case failed(RecommendationFailure)
  }
}
