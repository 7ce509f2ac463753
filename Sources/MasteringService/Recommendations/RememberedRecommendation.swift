import MasteringModel
import StrictJSON

/// The cached recommendation for a track.
struct RememberedRecommendation: Sendable {
  /// What `cache.get` gives.
  let payload: JSON
  /// The payload as sent to callers that request the track; nil until it is requested.
  var answer: Answer?

  /// A serialised payload, and the state of the file it applies to.
  struct Answer: Sendable {
    let key: FingerprintKey
    let text: [UInt8]
    /// The same as a value, for subscribers.
    let recommendation: Recommendation
  }
}

extension RecommendationStore<RememberedRecommendation> {
  /// Stores a payload. An equal one that is already there is kept, with its text.
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
