/// Listens to a track and measures it.
///
/// An implementation promises:
/// 1. The same file, request and definition give the same fingerprint, to the last bit.
/// 2. A fingerprint is measured or refused, never made up.
/// 3. When its task is cancelled, it stops soon and throws ``FingerprintFailure/cancelled``.
/// 4. Progress, where it is reported, never goes back.
/// 5. `key` costs no more than looking the file up, and differs whenever `analysis` might.
public protocol FingerprintProvider: Sendable {
  /// Names the way of measuring; another name whenever the same file could give other numbers.
  var definition: String { get }

  /// What an analysis for this request is remembered under.
  func key(for request: AnalysisRequest) async throws(FingerprintFailure) -> FingerprintKey

  /// The measured track.
  func analysis(
    for request: AnalysisRequest, progress: (@Sendable (AnalysisProgress) -> Void)?
  ) async throws(FingerprintFailure) -> TrackAnalysis

  /// The same, read through what `tap` makes of the file's stream, so that another can hear what is
  /// read, in order and once: decoding takes longer than much that is done with it.
  ///
  /// A provider that cannot let others hear what it reads leaves `tap` alone, as the default does.
  func analysis(
    for request: AnalysisRequest, progress: (@Sendable (AnalysisProgress) -> Void)?,
    through tap: @escaping @Sendable (any AudioStream) -> any AudioStream
  ) async throws(FingerprintFailure) -> TrackAnalysis
}

extension FingerprintProvider {
  /// The measured track; `tap` is left alone.
  public func analysis(
    for request: AnalysisRequest, progress: (@Sendable (AnalysisProgress) -> Void)?,
    through tap: @escaping @Sendable (any AudioStream) -> any AudioStream
  ) async throws(FingerprintFailure) -> TrackAnalysis {
    try await analysis(for: request, progress: progress)
  }

  /// The measured track.
  public func analysis(
    for request: AnalysisRequest
  ) async throws(FingerprintFailure) -> TrackAnalysis {
    try await analysis(for: request, progress: nil)
  }
}

/// What a fingerprint, or a loudness, is remembered under: the state of the file, how much of it was
/// listened to, and the way of measuring.
public struct FingerprintKey: Sendable, Hashable {
  /// The file and its state.
  public let identity: TrackIdentity
  /// How much of it counted.
  public let window: AnalysisWindow
  /// Whether a damaged file was accepted.
  public let allowsPartialAudio: Bool
  /// The way of measuring.
  public let definition: String

  /// A key from its parts.
  public init(
    identity: TrackIdentity, window: AnalysisWindow, allowsPartialAudio: Bool, definition: String
  ) {
    self.identity = identity
    self.window = window
    self.allowsPartialAudio = allowsPartialAudio
    self.definition = definition
  }
}

/// Why a track has no fingerprint.
public enum FingerprintFailure: Error, Hashable {
  /// Its audio cannot be had.
  case audio(AudioFailure)
  /// The file is sound, but has no samples.
  case emptyAudio(path: String)
  /// A sample is NaN or infinite; channel and frame are counted from 0.
  case nonFiniteSamples(path: String, channel: Int, frame: Int)
  /// The numbers measured are not a fingerprint.
  case invalid(path: String, InvalidFingerprint)
  /// The provider cannot do its work now, for a reason of its own.
  case unavailable(reason: String)
  /// The task was cancelled.
  case cancelled
}
