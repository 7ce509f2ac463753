import Playback
public import WireFormat

/// What the player of a ``RecommendationService`` reports, as the message that every door sends.
public struct PlayerMessage: Sendable {
  /// The message.
  public let message: any WireMessage
  /// What it does to how things stand, which is what a late listener hears first.
  public let effect: Effect

  /// What a message does to the messages that say how the current track stands.
  public enum Effect: Sendable, Hashable {
    /// It takes the place of all of them.
    case begins
    /// It takes the place of the last of its kind.
    case proceeds
    /// It comes after them.
    case concludes
    /// None: it is about a track that was requested beside the current one.
    case none
  }

  /// A message and what it does.
  public init(_ message: any WireMessage, _ effect: Effect) {
    self.message = message
    self.effect = effect
  }

  init(_ event: PlayerEvent) {
    switch event {
    case .trackLoaded(let trackID):
      self.init(TrackLoadedMessage(trackID: trackID), .begins)
    case .progress(let trackID, let status, let words):
      self.init(
        FingerprintProgressMessage(trackID: trackID, status: status.onTheWire, message: words),
        .proceeds)
    case .recommendation(let trackID, let recommendation):
      self.init(
        RecommendationMessage(trackID: trackID, recommendation: recommendation), .concludes)
    case .failed(let trackID, let failure):
      self.init(
        RecommendationFailedMessage(trackID: trackID, failure: FailureReport(failure)), .concludes)
    case .answered(let trackID, .success(let recommendation)):
      self.init(RecommendationMessage(trackID: trackID, recommendation: recommendation), .none)
    case .answered(let trackID, .failure(let failure)):
      self.init(
        RecommendationFailedMessage(trackID: trackID, failure: FailureReport(failure)), .none)
    case .rendering(let trackID, let news):
      self.init(MasteringRenderMessage(trackID: trackID, news: news), .none)
    }
  }
}

extension FingerprintStatus {
  fileprivate var onTheWire: FingerprintProgressMessage.Status {
    switch self {
    case .analyzing: .analyzing
    case .complete: .complete
    case .cached: .cached
    case .failed: .failed
    }
  }
}
