public import MasteringModel
public import StrictJSON
public import WireFormat

/// The result for one file of a library.
public struct TrackRecord: Sendable {
  /// The file, as it was found.
  public let path: String
  /// Its outcome.
  public let outcome: Outcome

  /// The two possible outcomes.
  public enum Outcome: Sendable {
    case analysed(AnalysedTrack)
    case failed(FailureReport)
  }

  /// Creates a record from its parts.
  public init(path: String, _ outcome: Outcome) {
    self.path = path
    self.outcome = outcome
  }
}

/// A track that was measured, now or earlier, with its recommendation.
public struct AnalysedTrack: Sendable {
  /// What was measured.
  public let analysis: TrackAnalysis
  /// Its loudness; nil if it was not requested.
  public let loudness: TrackLoudness?
  /// Its recommendation.
  public let recommendation: Recommendation
  /// Whether it came from the cache and was not analysed.
  public let isFromCache: Bool

  /// Creates a track from its parts.
  public init(
    analysis: TrackAnalysis, loudness: TrackLoudness? = nil, recommendation: Recommendation,
    isFromCache: Bool
  ) {
    self.analysis = analysis
    self.loudness = loudness
    self.recommendation = recommendation
    self.isFromCache = isFromCache
  }
}

extension TrackRecord {
  /// The record as an object: `file` and either `error`, or `from_cache`, the members of an analysis
  /// and those of a recommendation, with `fingerprint` only once, and `loudness` where it was asked
  /// for.
  public var payload: JSON {
    switch outcome {
    case .failed(let report): return ["file": .string(path), "error": report.payload]
    case .analysed(let track):
      return .object(
        [.init("file", .string(path)), .init("from_cache", .bool(track.isFromCache))]
          + track.members)
    }
  }
}

extension AnalysedTrack {
  /// The members of an analysis and those of a recommendation, with `fingerprint` only once, and
  /// `loudness` where it was asked for.
  package var members: [JSON.Member] {
    (analysis.payload.members ?? []).filter { $0.key != "fingerprint" }
      + (recommendation.payload().members ?? [])
      + (loudness.map { [.init("loudness", $0.payload)] } ?? [])
  }
}
