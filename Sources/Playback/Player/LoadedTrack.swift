public import MasteringModel
public import Recommending

/// A track that was loaded into a ``TrackPlayer``, and its outcome so far.
public struct LoadedTrack: Sendable, Hashable {
  /// The number it was loaded under.
  public let trackID: Int
  /// The request to analyse it.
  public let request: AnalysisRequest
  /// The settings for its recommendation.
  public let settings: RecommendationSettings
  /// Its outcome; `pending` until its recommendation exists or has failed.
  public internal(set) var outcome = Outcome.pending

  /// The possible outcomes of a track.
  public enum Outcome: Sendable, Hashable {
    /// Nothing yet.
    case pending
    /// A recommendation.
    case recommended(Recommendation)
    /// None, and why.
    case failed(RecommendationFailure)
  }
}
