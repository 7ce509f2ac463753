import AudioDecoding
import AudioFixtures
import Caching
import Fingerprinting
import LoudnessMetering
import MasteringModel
import ProviderTesting
import Recommending
import Testing

@Suite struct LoudnessDeskTests {
  private let decoder = CountingDecoder(SndfileDecoder())
  private let cache = MemoryCache()

  private var desk: LoudnessDesk {
    LoudnessDesk(meter: TrackMeter(decoder: decoder, meter: Ebur128Meter()), cache: cache)
  }

  private func engine(workers: Int = 1) -> RecommendationEngine {
    RecommendationEngine(
      fingerprints: AudioFingerprintProvider(decoder: decoder, workers: workers),
      profiles: FixedProfileProvider(.two), cache: cache)
  }

  private static let recordings = [
    "loop_amen_full.flac", "loop_mika.flac", "ambi_haunted_hum.flac", "vinyl_hiss.flac",
  ]

  private func song(_ name: String = "loop_mika.flac") -> AnalysisRequest {
    AnalysisRequest(path: Repository.example(name))
  }

  @Test(arguments: recordings, [1, 2])
  func `measured together or alone, fingerprint and loudness are the same to the last bit`(
    name: String, workers: Int
  ) async throws {
    let together = try await engine(workers: workers).analysis(
      for: song(name), loudnessBy: desk, LoudnessWishes())
    #expect(decoder.opened == 1)
    let alone = AudioFingerprintProvider(decoder: SndfileDecoder(), workers: 1)
    #expect(together.analysis == (try await alone.analysis(for: song(name))))
    let meter = TrackMeter(decoder: SndfileDecoder(), meter: Ebur128Meter())
    #expect(together.loudness == (try await meter.loudness(for: song(name))).withoutDetails)
  }

  @Test func `values measured together are cached, both separately and together`() async throws {
    let first = try await engine().analysis(for: song(), loudnessBy: desk, LoudnessWishes())
    let loudness = try await desk.loudness(for: song())
    let analysis = try await engine().analysis(for: song())
    let second = try await engine().analysis(for: song(), loudnessBy: desk, LoudnessWishes())
    #expect(decoder.opened == 1)
    #expect(first == second)
    #expect(first == MeteredAnalysis(analysis: analysis, loudness: loudness))
  }

  @Test func `with a cached fingerprint only the loudness is measured, and the reverse`()
    async throws
  {
    _ = try await engine().analysis(for: song())
    _ = try await engine().analysis(for: song(), loudnessBy: desk, LoudnessWishes())
    #expect(decoder.opened == 2)
    try await cache.removeAll()
    _ = try await desk.loudness(for: song())
    _ = try await engine().analysis(for: song(), loudnessBy: desk, LoudnessWishes())
    #expect(decoder.opened == 4)
  }

  @Test func `true peaks that were omitted are measured when requested`() async throws {
    let without = LoudnessWishes(measuresTruePeak: false)
    let plain = try await desk.loudness(for: song(), without)
    #expect(plain.signal.truePeakDBTP == nil)
    let full = try await desk.loudness(for: song())
    #expect(full.signal.truePeakDBTP != nil)
    #expect(decoder.opened == 2)
    // From now on both are cached.
    #expect(try await desk.loudness(for: song(), without) == plain.withoutDetails)
    #expect(try await desk.loudness(for: song()) == full.withoutDetails)
    #expect(decoder.opened == 2)
  }

  @Test func `silence has no true peak but is cached all the same`() async throws {
    try await withTemporaryFolder { folder in
      let path = try folder.file(
        "a.wav", AudioClip(sampleRateHz: 8_000, channels: [[Float](repeating: 0, count: 8_000)]),
        as: .integer16)
      let request = AnalysisRequest(path: path)
      let first = try await desk.loudness(for: request)
      #expect(try await desk.loudness(for: request) == first.withoutDetails)
      #expect(decoder.opened == 1)
    }
  }

  @Test func `a history and an album's distribution are always measured`() async throws {
    _ = try await desk.loudness(for: song())
    let wishes = LoudnessWishes(measuresTruePeak: true, keepsHistory: true)
    #expect(try await desk.loudness(for: song(), wishes).signal.history != nil)
    let anew = try await desk.loudness(for: song(), measuresAnew: true)
    #expect(anew.signal.distribution != nil)
    #expect(decoder.opened == 3)
  }

  @Test func `a window has its own loudness`() async throws {
    let part = AnalysisRequest(
      path: Repository.example("loop_mika.flac"), window: .sample(seconds: 1))
    _ = try await desk.loudness(for: song())
    #expect(try await desk.loudness(for: part).measuredSeconds == 1)
  }

  @Test func `a meter's refusal costs no fingerprint but is reported`() async throws {
    let desk = LoudnessDesk(meter: TrackMeter(decoder: decoder, meter: RefusingMeter()))
    let refusal = LoudnessMeterFailure.signalTooLarge(channels: 2, sampleRateHz: 44_100)
    await #expect(
      throws: RecommendationFailure.loudness(.meter(path: song().path, refusal))
    ) {
      try await engine().analysis(for: song(), loudnessBy: desk, LoudnessWishes())
    }
    // The fingerprint exists and is cached.
    _ = try await engine().analysis(for: song())
    #expect(decoder.opened == 1)
  }

  @Test func `if a provider shares no stream, the meter makes its own pass`()
    async throws
  {
    let path = song().path
    let engine = RecommendationEngine(
      fingerprints: FakeFingerprintProvider([path: .sample()]),
      profiles: FixedProfileProvider(.two))
    let both = try await engine.analysis(for: song(), loudnessBy: desk, LoudnessWishes())
    #expect(both.analysis == .sample())
    #expect(both.loudness.signal.integratedLUFS != nil)
    #expect(decoder.opened == 1)
  }

  @Test func `a file with little missing is measured up to its end`() async throws {
    try await withTemporaryFolder { folder in
      let clip = Signal(.sine(hz: 997, amplitude: 0.1), samples: 30 * 44_100).clip()
      let path = try folder.file("a.wav", clip, as: .integer16)
      let bytes = try folder.bytes(of: "a.wav")
      try folder.file("b.wav", Array(bytes.dropLast(44_100)))
      let whole = try await desk.loudness(for: AnalysisRequest(path: path))
      let cut = try await desk.loudness(for: AnalysisRequest(path: folder.path(of: "b.wav")))
      #expect(!whole.isPartial)
      #expect(cut.isPartial)
      #expect(cut.measuredSeconds == 29.5)
    }
  }
}

private struct RefusingMeter: LoudnessMeter {
  let definition = "refusing"

  func measurement(
    of signal: MeteredSignal, _ wishes: LoudnessWishes
  ) throws(LoudnessMeterFailure) -> any LoudnessMeasurement {
    throw .signalTooLarge(channels: signal.roles.count, sampleRateHz: signal.sampleRateHz)
  }

  func together(
    _ distributions: [LoudnessDistribution]
  ) -> (integratedLUFS: Double?, rangeLU: Double?) { (nil, nil) }
}
