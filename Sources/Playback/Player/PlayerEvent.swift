public import MasteringModel
public import Recommending

/// What a ``TrackPlayer`` reports.
///
/// For each load, in this order: `trackLoaded`; `progress` with ``FingerprintStatus/analyzing``, any
/// number of times; `progress` with another status; `recommendation` or `failed`. If another track
/// is loaded, the rest are omitted. `answered` is independent of this order: it is sent whenever a
/// track other than the current one was requested.
public enum PlayerEvent: Sendable, Hashable {
  /// The track is now the current one.
  case trackLoaded(trackID: Int)
  /// The progress of its analysis, also in words for people.
  case progress(trackID: Int, status: FingerprintStatus, message: String)
  /// The recommendation for the track.
  case recommendation(trackID: Int, Recommendation)
  /// Why there is no recommendation; loading it again tries again.
  case failed(trackID: Int, RecommendationFailure)
  /// The recommendation for a track that was requested but not loaded, or why there is none. The
  /// state of the current track is unaffected.
  case answered(trackID: Int, Result<Recommendation, RecommendationFailure>)
  /// The state of a rendering that a client waits for. Independent of the order as well.
  case rendering(trackID: Int, RenderingNews)

  /// The track the event belongs to.
  public var trackID: Int {
    switch self {
    case .trackLoaded(let trackID), .progress(let trackID, _, _), .recommendation(let trackID, _),
      .failed(let trackID, _), .answered(let trackID, _), .rendering(let trackID, _):
      trackID
    }
  }

  /// Updates the messages that describe the current state with one more event: those of the current
  /// track, without outdated progress.
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

/// The state of a track's analysis; the raw value is the word on the wire.
public enum FingerprintStatus: String, Sendable, Hashable, CaseIterable {
  /// The track is being analysed.
  case analyzing
  /// It was analysed.
  case complete
  /// It did not have to be analysed: the result was cached.
  case cached
  /// It could not be analysed, or there are no profiles to compare it with.
  case failed
}
