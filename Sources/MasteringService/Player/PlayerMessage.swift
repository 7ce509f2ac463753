import Playback
public import WireFormat

/// A report of a ``RecommendationService``'s player, as the message that every interface sends.
public struct PlayerMessage: Sendable {
  /// The message.
  public let message: any WireMessage
  /// How it changes the current state, which a late subscriber gets first.
  public let effect: Effect

  /// How a message changes the list of messages that describe the current track.
  public enum Effect: Sendable, Hashable {
    /// It replaces all of them.
    case begins
    /// It replaces the last of its kind.
    case proceeds
    /// It is added to them.
    case concludes
    /// Not at all: it belongs to a track other than the current one.
    case none
  }

  /// Creates a message with its effect on the current state.
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
