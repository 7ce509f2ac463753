/// The result of analysing a track, with the loudness of the analysed part.
public struct MeteredAnalysis: Sendable, Hashable {
  /// The seven metrics, and what goes with them.
  public let analysis: TrackAnalysis
  /// The loudness, without history and distribution.
  public let loudness: TrackLoudness

  /// Creates an analysis from its parts.
  public init(analysis: TrackAnalysis, loudness: TrackLoudness) {
    self.analysis = analysis
    self.loudness = loudness
  }
}
