/// Why a track could not be rendered.
public enum RenderingFailure: Error, Hashable {
  /// The source cannot be read or measured.
  case source(FingerprintFailure)
  /// The source is not the file it was when the rendering began.
  case sourceChanged(path: String)
  /// A track longer than can be rendered.
  case tooLong(path: String, seconds: Double, limitSeconds: Int)
  /// The track's loudness cannot be measured.
  case loudness(LoudnessFailure)
  /// The result cannot be written.
  case destination(AudioWritingFailure)
  /// The task was cancelled.
  case cancelled
}
