public import MasteringModel
public import Recommending

/// What a ``TrackPlayer`` reports.
///
/// For each load, in this order: `trackLoaded`; `progress` with ``FingerprintStatus/analyzing``, any
/// number of times; `progress` with one of the others; `recommendation` or `failed`. When another
/// track is loaded, the rest of these is left out. `answered` stands outside of that: it is sent
/// whenever a track beside the current one was requested.
public enum PlayerEvent: Sendable, Hashable {
  /// The track is the current one from here on.
  case trackLoaded(trackID: Int)
  /// How far its analysis is, also in words for people.
  case progress(trackID: Int, status: FingerprintStatus, message: String)
  /// What to master it by.
  case recommendation(trackID: Int, Recommendation)
  /// Why there is no recommendation; loading it again tries again.
  case failed(trackID: Int, RecommendationFailure)
  /// What to master a track by that was asked for and not loaded, or why that is not known. How the
  /// current track stands is not changed by it.
  case answered(trackID: Int, Result<Recommendation, RecommendationFailure>)
  /// How the rendering of a track stands that somebody waits for. Stands outside of the order, too.
  case rendering(trackID: Int, RenderingNews)

  /// The track it is about.
  public var trackID: Int {
    switch self {
    case .trackLoaded(let trackID), .progress(let trackID, _, _), .recommendation(let trackID, _),
      .failed(let trackID, _), .answered(let trackID, _), .rendering(let trackID, _):
      trackID
    }
  }

  /// Changes the messages that say how things stand, by one more: the current track's, without the
  /// progress that is overtaken.
  static func remember(_ standing: inout [PlayerEvent], _ event: PlayerEvent) {
    switch event {
    case .trackLoaded: standing = [event]
    case .progress:
      standing.removeAll { if case .progress = $0 { true } else { false } }
      standing.append(event)
    case .recommendation, .failed: standing.append(event)
    case .answered, .rendering: break
    }
  }
}

/// How the analysis of a track stands; the raw value is the word on the wire.
public enum FingerprintStatus: String, Sendable, Hashable, CaseIterable {
  /// The track is being listened to.
  case analyzing
  /// It was listened to.
  case complete
  /// It did not have to be: the answer was remembered.
  case cached
  /// It could not be, or there is nothing to compare it with.
  case failed
}
