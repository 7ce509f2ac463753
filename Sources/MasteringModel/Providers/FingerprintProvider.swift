/// Measures a track.
///
/// An implementation promises:
/// 1. The same file, request and definition give the same fingerprint, to the last bit.
/// 2. A fingerprint is measured or refused, never invented.
/// 3. When its task is cancelled, it stops soon and throws ``FingerprintFailure/cancelled``.
/// 4. Progress, if reported, never decreases.
/// 5. `key` costs no more than a file lookup, and differs whenever `analysis` might.
public protocol FingerprintProvider: Sendable {
  /// Identifies the method of measuring; it changes whenever the same file could give other
  /// numbers.
  var definition: String { get }

  /// The key under which an analysis for this request is cached.
  func key(for request: AnalysisRequest) async throws(FingerprintFailure) -> FingerprintKey

  /// The measured track.
  func analysis(
    for request: AnalysisRequest, progress: (@Sendable (AnalysisProgress) -> Void)?
  ) async throws(FingerprintFailure) -> TrackAnalysis

  /// Measures a track, reading through the stream that `tap` returns, so that another consumer sees
  /// each sample once and in order: decoding often takes longer than what is done with the samples.
  ///
  /// A provider that cannot share what it reads ignores `tap`, as the default does.
  func analysis(
    for request: AnalysisRequest, progress: (@Sendable (AnalysisProgress) -> Void)?,
    through tap: @escaping @Sendable (any AudioStream) -> any AudioStream
  ) async throws(FingerprintFailure) -> TrackAnalysis
}

extension FingerprintProvider {
  /// Measures the track and ignores `tap`.
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

/// The key under which a fingerprint or a loudness is cached: the state of the file, how much of it
/// was analysed, and the method of measuring.
public struct FingerprintKey: Sendable, Hashable {
  /// The file and its state.
  public let identity: TrackIdentity
  /// How much of it was analysed.
  public let window: AnalysisWindow
  /// Whether a damaged file was accepted.
  public let allowsPartialAudio: Bool
  /// The method of measuring.
  public let definition: String

  /// Creates a key from its parts.
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
  /// Its audio cannot be read.
  case audio(AudioFailure)
  /// The file is sound, but has no samples.
  case emptyAudio(path: String)
  /// A sample is NaN or infinite; channel and frame are counted from 0.
  case nonFiniteSamples(path: String, channel: Int, frame: Int)
  /// The numbers measured are not a fingerprint.
  case invalid(path: String, InvalidFingerprint)
  /// The provider cannot work now, for the given reason.
  case unavailable(reason: String)
  /// The task was cancelled.
  case cancelled
}
