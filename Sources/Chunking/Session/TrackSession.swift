import Concurrency
public import MasteringModel
public import Recommending

/// One track being played: chunks on demand, the fingerprint measured once, and recommendations
/// from it.
///
/// Chunks and fingerprint use separate streams and never wait for each other. The fingerprint is
/// measured once, when it or a recommendation is first requested; a cancelled task only stops
/// waiting. A failure is kept and returned to every caller until ``retry()``.
///
/// A session that is closed or released stops its work and closes the file.
public final class TrackSession: Sendable {
  /// The file to measure, and how much of it.
  public let request: AnalysisRequest
  /// The file as it was when the session began.
  public let identity: TrackIdentity
  /// The format, as the file declares it.
  public let format: AudioFormat

  private let track: ChunkedTrack
  private let cache: StreamingCache?
  private let engine: RecommendationEngine
  private let fingerprint: SessionFingerprint

  /// The state of a session's fingerprint.
  public enum FingerprintState: Sendable, Hashable {
    /// It has not been requested yet.
    case notAsked
    /// It is being measured.
    case underWay
    /// It is there.
    case measured(TrackAnalysis)
    /// It could not be measured; ``TrackSession/retry()`` tries again.
    case failed(RecommendationFailure)
  }

  /// A session for a file.
  ///
  /// - Parameters:
  ///   - engine: measures and recommends. If several sessions or a player share it, wrap its
  ///     fingerprint provider in ``SharedAnalyses``.
  ///   - processor: makes the processed chunks; nil leaves them unchanged.
  ///   - cache: keeps chunks; nil keeps none.
  ///   - executor: runs the analysis; nil for its own threads.
  /// - Throws: as ``ChunkedTrack/init(_:decoder:processor:)``.
  public init(
    _ request: AnalysisRequest, decoder: any AudioDecoder, engine: RecommendationEngine,
    processor: (any ChunkProcessor)? = nil, cache: StreamingCache? = nil,
    executor: (any TaskExecutor)? = nil
  ) throws(AudioFailure) {
    let track = try ChunkedTrack(request.path, decoder: decoder, processor: processor)
    self.request = request
    self.track = track
    self.cache = cache
    self.engine = engine
    identity = track.identity
    format = track.format
    fingerprint = SessionFingerprint(
      request: request, engine: engine, executor: executor ?? BackgroundExecutor())
  }

  deinit {
    track.stop()
    fingerprint.close()
  }

  // MARK: Chunks

  /// The chunk to play now; from now on the cache keeps it and the next in its hot tier.
  ///
  /// - Throws: ``ChunkFailure``; a new call tries again.
  public func chunk(
    at index: Int, rendition: ChunkRendition = .original
  ) async throws(ChunkFailure) -> AudioChunk {
    // A session that is closed, or about to be, no longer sets the current chunk.
    guard !track.isStopped else { throw .cancelled }
    cache?.play(identity, at: index)
    return try await cachedChunk(at: index, rendition: rendition)
  }

  /// Loads a chunk that will be played soon into the cache.
  ///
  /// - Throws: ``ChunkFailure``
  public func prepareChunk(
    at index: Int, rendition: ChunkRendition = .original
  ) async throws(ChunkFailure) {
    _ = try await cachedChunk(at: index, rendition: rendition)
  }

  /// What is known so far about the track's length.
  public var length: TrackLength {
    get async { await track.length }
  }

  private func cachedChunk(
    at index: Int, rendition: ChunkRendition
  ) async throws(ChunkFailure) -> AudioChunk {
    guard !track.isStopped else { throw .cancelled }
    if let known = cache?.chunk(at: index, of: identity, rendition: rendition) { return known }
    let chunk = try await track.chunk(at: index, rendition: rendition)
    cache?.store(chunk, of: identity, rendition: rendition)
    return chunk
  }

  // MARK: Recommendations

  /// The state of the fingerprint.
  public var fingerprintState: FingerprintState { fingerprint.status }

  /// Starts measuring the fingerprint in the background, unless it is under way, done, or failed.
  public func listen() {
    fingerprint.begin()
  }

  /// Starts measuring again after a failure; otherwise does nothing.
  public func retry() {
    fingerprint.begin(afterFailure: true)
  }

  /// The measured track.
  ///
  /// - Throws: why it could not be measured, or ``FingerprintFailure/cancelled`` if the calling
  ///   task was cancelled or the session closed.
  public func analysis(
    progress: (@Sendable (AnalysisProgress) -> Void)? = nil
  ) async throws(RecommendationFailure) -> TrackAnalysis {
    try await fingerprint.outcome(progress: progress).get()
  }

  /// The recommendation for the track's fingerprint, with any settings.
  ///
  /// - Throws: as ``analysis(progress:)``, or if there are no profiles.
  public func recommendation(
    settings: RecommendationSettings = .standard
  ) async throws(RecommendationFailure) -> Recommendation {
    try await engine.recommendation(for: analysis().fingerprint, settings: settings)
  }

  // MARK: The end

  /// Ends the session: waiting callers get ``FingerprintFailure/cancelled`` or
  /// ``ChunkFailure/cancelled``, the analysis is cancelled, and the file closed. A closed session
  /// cannot be reopened.
  public func close() async {
    fingerprint.close()
    track.stop()
    await track.close()
  }
}
