import Concurrency
public import MasteringModel
public import Recommending

/// One track being played: its chunks as they are wanted, its fingerprint once, and recommendations
/// from it.
///
/// Chunks and fingerprint come from streams of their own and never wait for each other. The
/// fingerprint is measured when it or a recommendation is first requested, however many
/// ask; a task that is cancelled only stops waiting. A failure is kept, and answers every caller,
/// until ``retry()``.
///
/// A session that is closed, or no longer held, ends its work and lets go of the file.
public final class TrackSession: Sendable {
  /// What is measured, and how much of it.
  public let request: AnalysisRequest
  /// The file as it was when the session began.
  public let identity: TrackIdentity
  /// What the file says of itself.
  public let format: AudioFormat

  private let track: ChunkedTrack
  private let cache: StreamingCache?
  private let engine: RecommendationEngine
  private let fingerprint: SessionFingerprint

  /// What is known of a session's fingerprint.
  public enum FingerprintState: Sendable, Hashable {
    /// It has not been asked for yet.
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
  ///   - engine: measures and recommends. Where several sessions or a player use the same, let its
  ///     fingerprints come through ``SharedAnalyses``.
  ///   - processor: makes the processed chunks; nil leaves them as they are.
  ///   - cache: keeps chunks; nil keeps none.
  ///   - executor: runs the analysis; nil for threads of its own.
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

  /// The chunk that is to be played now: the cache keeps it and the next at hand from here on.
  ///
  /// - Throws: ``ChunkFailure``; asking again tries again.
  public func chunk(
    at index: Int, rendition: ChunkRendition = .original
  ) async throws(ChunkFailure) -> AudioChunk {
    // A session that has ended, or is about to, no longer says what is played.
    guard !track.isStopped else { throw .cancelled }
    cache?.play(identity, at: index)
    return try await cachedChunk(at: index, rendition: rendition)
  }

  /// Gets a chunk into the cache that will be played soon.
  ///
  /// - Throws: ``ChunkFailure``
  public func prepareChunk(
    at index: Int, rendition: ChunkRendition = .original
  ) async throws(ChunkFailure) {
    _ = try await cachedChunk(at: index, rendition: rendition)
  }

  /// What is known of the track's length by now.
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

  /// What is known of the fingerprint.
  public var fingerprintState: FingerprintState { fingerprint.status }

  /// Begins to measure the fingerprint in the background, unless it is under way, there, or failed.
  public func listen() {
    fingerprint.begin()
  }

  /// Begins to measure again after a failure; does nothing otherwise.
  public func retry() {
    fingerprint.begin(afterFailure: true)
  }

  /// The measured track.
  ///
  /// - Throws: why it could not be measured, or ``FingerprintFailure/cancelled`` when the task that
  ///   asks was cancelled or the session closed.
  public func analysis(
    progress: (@Sendable (AnalysisProgress) -> Void)? = nil
  ) async throws(RecommendationFailure) -> TrackAnalysis {
    try await fingerprint.outcome(progress: progress).get()
  }

  /// What to master the track by, from the fingerprint it has, for any settings.
  ///
  /// - Throws: as ``analysis(progress:)``, or that there are no profiles.
  public func recommendation(
    settings: RecommendationSettings = .standard
  ) async throws(RecommendationFailure) -> Recommendation {
    try await engine.recommendation(for: analysis().fingerprint, settings: settings)
  }

  // MARK: The end

  /// Ends the session: waiting callers get ``FingerprintFailure/cancelled`` or
  /// ``ChunkFailure/cancelled``, the analysis is cancelled, and the file let go. So it stays.
  public func close() async {
    fingerprint.close()
    track.stop()
    await track.close()
  }
}
