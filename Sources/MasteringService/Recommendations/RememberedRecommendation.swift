import MasteringModel
import StrictJSON

/// What is remembered of a recommendation for a track.
struct RememberedRecommendation: Sendable {
  /// What `cache.get` gives.
  let payload: JSON
  /// The payload as it is sent to those who ask for the track; nil until one is asked for.
  var answer: Answer?

  /// A payload written out, and the state of the file it holds for.
  struct Answer: Sendable {
    let key: FingerprintKey
    let text: [UInt8]
    /// The same as a value, for listeners.
    let recommendation: Recommendation
  }
}

extension RecommendationStore<RememberedRecommendation> {
  /// Remembers a payload. One that is there already and says the same stays as it is, its text with
  /// it.
  func remember(
    _ payload: JSON, forTrack trackID: Int, settings: RecommendationSettings,
    catalogue: CatalogueVersion
  ) {
    let known = peek(forTrack: trackID, settings: settings, catalogue: catalogue)
    set(
      RememberedRecommendation(
        payload: payload, answer: known?.payload == payload ? known?.answer : nil),
      forTrack: trackID, settings: settings, catalogue: catalogue)
  }
}
