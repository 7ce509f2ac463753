import Chunking
import MasteringModel
import Playback
import ProviderTesting
import Recommending
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(20))) struct TrackSessionTests {
  private let request = AnalysisRequest(path: "/track")
  private let decoder = CountedDecoder(.make(777))

  private func session(
    _ provider: any FingerprintProvider, cache: StreamingCache? = nil,
    processor: (any ChunkProcessor)? = nil
  ) throws -> TrackSession {
    try TrackSession(
      request, decoder: decoder,
      engine: RecommendationEngine(fingerprints: provider, profiles: FixedProfileProvider()),
      processor: processor, cache: cache)
  }

  @Test func `recommendations for all settings come from one fingerprint`() async throws {
    let provider = FakeFingerprintProvider(["/track": .sample()])
    let session = try session(provider)
    #expect(session.fingerprintState == .notAsked)
    #expect(provider.analysisCount == 0)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<50 {
        group.addTask {
          let settings = RecommendationSettings.sample(
            confidenceThreshold: Double(number) / 50, topK: number + 1)
          let recommendation = try await session.recommendation(settings: settings)
          #expect(recommendation.settings == settings)
          #expect(recommendation.fingerprint == .sample())
        }
      }
      try await group.waitForAll()
    }
    #expect(provider.analysisCount == 1)
    #expect(session.fingerprintState == .measured(.sample()))
  }

  @Test func `progress is reported from its current state on`() async throws {
    let provider = ManualFingerprintProvider()
    let session = try session(provider)
    session.listen()
    let call = await provider.call(0)
    call.report(10)
    #expect(session.fingerprintState == .underWay)
    let heard = Heard<Double>()
    async let analysis = session.analysis { heard.hear($0.analysedSeconds) }
    await heard.until { $0 == [10] }
    call.report(20)
    call.finish()
    #expect(try await analysis == .sample())
    #expect(heard.words == [10, 20])
  }

  @Test func `a failure is kept and answers every caller until a retry`() async throws {
    let provider = FakeFingerprintProvider(["/track": .sample()])
    provider.fail(with: .emptyAudio(path: "/track"))
    let session = try session(provider)
    let failure = RecommendationFailure.fingerprint(.emptyAudio(path: "/track"))
    for _ in 0..<3 {
      await #expect(throws: failure) { try await session.recommendation() }
    }
    #expect(session.fingerprintState == .failed(failure))
    #expect(provider.analysisCount == 1)
    // `listen()` is not a retry.
    session.listen()
    #expect(session.fingerprintState == .failed(failure))

    provider.fail(with: nil)
    session.retry()
    #expect(try await session.recommendation().fingerprint == .sample())
    #expect(provider.analysisCount == 2)
    session.retry()
    #expect(session.fingerprintState == .measured(.sample()))
    #expect(provider.analysisCount == 2)
  }

  @Test func `a cancelled task stops waiting, and the analysis continues`() async throws {
    let provider = ManualFingerprintProvider()
    let session = try session(provider)
    let impatient = Task { try await session.analysis() }
    let call = await provider.call(0)
    impatient.cancel()
    await #expect(throws: RecommendationFailure.fingerprint(.cancelled)) {
      try await impatient.value
    }
    call.finish()
    #expect(try await session.analysis() == .sample())
    #expect(provider.callCount == 1)
  }

  @Test func `a missing file has no session`() {
    struct Nowhere: AudioDecoder {
      func identity(ofFileAt path: String) throws(AudioFailure) -> TrackIdentity {
        throw .notFound(path: path)
      }
      func open(_ path: String) throws(AudioFailure) -> any AudioStream {
        throw .notFound(path: path)
      }
    }
    #expect(throws: AudioFailure.notFound(path: "/track")) {
      try TrackSession(
        request, decoder: Nowhere(),
        engine: RecommendationEngine(
          fingerprints: FakeFingerprintProvider(), profiles: FixedProfileProvider()))
    }
  }

  // MARK: Chunks

  @Test func `the chunks make up the track, cached or not`() async throws {
    let cache = StreamingCache()
    for cache in [nil, cache, cache] {
      let session = try session(FakeFingerprintProvider(), cache: cache)
      var samples: [Float] = []
      for index in 0..<8 { samples += try await session.chunk(at: index).samples }
      #expect(samples == decoder.track.samples(0..<777))
    }
    // Decoded twice, found once.
    #expect(decoder.counts.framesRead == 2 * 777)
    #expect(cache.statistics.hot.lookups == ChunkLookups(hits: 0, misses: 16))
    #expect(cache.statistics.warm.lookups == ChunkLookups(hits: 8, misses: 8))
  }

  @Test func `a prepared chunk is found in the hot tier`() async throws {
    let cache = StreamingCache()
    let session = try session(FakeFingerprintProvider(), cache: cache)
    _ = try await session.chunk(at: 0)
    try await session.prepareChunk(at: 1)
    let decoded = decoder.counts.framesRead
    _ = try await session.chunk(at: 1)
    #expect(cache.statistics.hot.lookups.hits == 1)
    #expect(decoder.counts.framesRead == decoded)
  }

  @Test func `a closed session no longer sets the current chunk`() async throws {
    let cache = StreamingCache()
    let (ended, playing) = (
      try session(FakeFingerprintProvider(), cache: cache),
      try session(FakeFingerprintProvider(), cache: cache)
    )
    await ended.close()
    _ = try await playing.chunk(at: 0)
    await #expect(throws: ChunkFailure.cancelled) { try await ended.chunk(at: 5) }
    // The current chunk has kept its place.
    #expect(cache.statistics.hot.chunks == 1)
    _ = try await playing.prepareChunk(at: 0)
    #expect(cache.statistics.hot.lookups.hits == 1)
  }

  /// More analyses than there are threads for tasks, none of which gives back its thread: a chunk
  /// that needed one of those threads would wait forever.
  @Test
  func `a chunk is not delayed by analyses`() async throws {
    let gate = Gate()
    let shared = SharedAnalyses(BlockingFingerprintProvider(gate))
    let engine = RecommendationEngine(fingerprints: shared, profiles: FixedProfileProvider())
    let sessions = try (0..<20).map { number in
      try TrackSession(
        AnalysisRequest(path: "/\(number)"), decoder: decoder, engine: engine)
    }
    sessions.forEach { $0.listen() }
    await gate.isReached()
    for session in sessions {
      #expect(try await session.chunk(at: 0).frames == 0..<150)
    }
    #expect(sessions.allSatisfy { $0.fingerprintState == .underWay })
    gate.open()
    for session in sessions { #expect(try await session.analysis() == .sample()) }
  }

  // MARK: Closing

  @Test func `closing releases everything`() async throws {
    let provider = ManualFingerprintProvider()
    let session = try session(provider)
    _ = try await session.chunk(at: 0)
    let waiting = Task { try await session.recommendation() }
    _ = await provider.call(0)
    #expect(decoder.counts.open == 1)
    await session.close()
    #expect(decoder.counts.open == 0)
    await provider.cancelled.until { $0 == [request] }
    await #expect(throws: RecommendationFailure.fingerprint(.cancelled)) { try await waiting.value }
    // It stays that way.
    await #expect(throws: RecommendationFailure.fingerprint(.cancelled)) {
      try await session.recommendation()
    }
    await #expect(throws: ChunkFailure.cancelled) { try await session.chunk(at: 0) }
    session.retry()
    #expect(session.fingerprintState == .failed(.fingerprint(.cancelled)))
    #expect(decoder.counts.open == 0)
    #expect(provider.callCount == 1)
  }

  @Test func `closing leaves no stream open, not even the analysis's`() async throws {
    let session = try session(SharedAnalyses(ReadingFingerprintProvider(decoder: decoder)))
    _ = try await session.chunk(at: 0)
    session.listen()
    while decoder.counts.open < 2 { await Task.yield() }
    await session.close()
    await decoder.isClosed()
    #expect(decoder.counts.opened == 2)
  }

  @Test func `closing stops a chunk that is being decoded`() async throws {
    let reached = Heard<Int>()
    let gate = Gate()
    let decoder = CountedDecoder(
      .make(1_000_000) {
        $0.seeksExactly = false
        $0.channels = 1
      }
    ) { frame in
      reached.hear(frame)
      if frame > 0 { gate.pass() }
    }
    let session = try TrackSession(
      request, decoder: decoder,
      engine: RecommendationEngine(
        fingerprints: FakeFingerprintProvider(), profiles: FixedProfileProvider()))
    let chunk = Task { try await session.chunk(at: 9000) }
    await reached.until { $0.count == 2 }
    let closing = Task { await session.close() }
    await session.isStopping()
    gate.open()
    await closing.value
    await #expect(throws: ChunkFailure.cancelled) { try await chunk.value }
    #expect(decoder.counts.open == 0)
    #expect(decoder.counts.framesRead < 100_000)
  }

  @Test func `a released session ends its work and is freed`() async throws {
    let provider = ManualFingerprintProvider()
    weak var freed: TrackSession?
    do {
      let session = try session(provider)
      freed = session
      _ = try await session.chunk(at: 0)
      session.listen()
      _ = await provider.call(0)
      #expect(freed != nil)
    }
    await provider.cancelled.until { $0 == [request] }
    await decoder.isClosed()
    #expect(freed == nil)
  }

  @Test func `a provider that ignores cancellation does not keep a session alive`() async throws {
    let provider = ManualFingerprintProvider(obeysCancellation: false)
    weak var freed: TrackSession?
    do {
      let session = try session(provider)
      freed = session
      let waiting = Task { try await session.analysis() }
      _ = await provider.call(0)
      await session.close()
      await #expect(throws: RecommendationFailure.self) { try await waiting.value }
    }
    #expect(freed == nil)
    await provider.call(0).finish()
  }
}

extension TrackSession {
  /// Returns once the session has begun to close.
  fileprivate func isStopping() async {
    while fingerprintState != .failed(.fingerprint(.cancelled)) { await Task.yield() }
  }
}
