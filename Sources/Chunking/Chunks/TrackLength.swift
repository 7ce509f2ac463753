public import MasteringModel

/// What is known of a track's length, in frames.
public enum TrackLength: Sendable, Hashable {
  /// Nothing: the file does not say, and its end was not reached yet.
  case unknown
  /// What the file says of itself, which may be wrong.
  case declared(frames: Int)
  /// Where the audio was found to end.
  case measured(frames: Int)
  /// Where the audio was found to break off.
  case damaged(frames: Int, AudioFailure)

  /// The best number there is; nil where there is none.
  public var frames: Int? {
    switch self {
    case .unknown: nil
    case .declared(let frames), .measured(let frames), .damaged(let frames, _): frames
    }
  }
}
