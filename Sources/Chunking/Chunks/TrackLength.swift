public import MasteringModel

/// What is known about a track's length, in frames.
public enum TrackLength: Sendable, Hashable {
  /// Nothing: the file does not declare it, and its end has not been reached yet.
  case unknown
  /// The length that the file declares, which may be wrong.
  case declared(frames: Int)
  /// Where the audio was found to end.
  case measured(frames: Int)
  /// Where the audio was found to break off.
  case damaged(frames: Int, AudioFailure)

  /// The best number known; nil if there is none.
  public var frames: Int? {
    switch self {
    case .unknown: nil
    case .declared(let frames), .measured(let frames), .damaged(let frames, _): frames
    }
  }
}
