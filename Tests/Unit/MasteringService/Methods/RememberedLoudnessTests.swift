import AudioDecoding
import AudioFixtures
import Caching
import LoudnessMetering
import MasteringModel
import MasteringService
import ProfileCatalog
import ProviderTesting
import Recommending
import Testing

/// A service does not measure the loudness of a file twice.
@Suite struct RememberedLoudnessTests {
  private let decoder = CountingDecoder(SndfileDecoder())
  private let service: RecommendationService
  private let song = AnalysisRequest(path: Repository.example("loop_mika.flac"), window: .all)

  init() throws {
    service = RecommendationService(
      implementation: ImplementationIdentity(name: "test", version: "1"),
      fingerprints: FakeFingerprintProvider(),
      profiles: try LiveProfiles(BuiltInProfiles.registry),
      loudness: LoudnessDesk(
        meter: TrackMeter(decoder: decoder, meter: Ebur128Meter()), cache: MemoryCache()))
  }

  @Test func `a measured loudness is cached`() async throws {
    let first = try await service.loudness(for: song, LoudnessWishes()).get()
    let second = try await service.loudness(for: song, LoudnessWishes()).get()
    #expect(decoder.opened == 1)
    #expect(second == first.withoutDetails)
  }

  @Test func `a measurement with a history is also cached without it`() async throws {
    let history = LoudnessWishes(measuresTruePeak: true, keepsHistory: true)
    let first = try await service.loudness(for: song, history).get()
    let second = try await service.loudness(for: song, LoudnessWishes()).get()
    #expect(decoder.opened == 1)
    #expect(first.signal.history != nil && second == first.withoutDetails)
    // The history itself is not cached.
    #expect(try await service.loudness(for: song, history).get().signal.history != nil)
    #expect(decoder.opened == 2)
  }
}
