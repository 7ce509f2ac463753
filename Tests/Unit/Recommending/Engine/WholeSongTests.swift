import AudioDecoding
import AudioFixtures
import Fingerprinting
import Foundation
import MasteringModel
import ProviderTesting
import Recommending
import Testing

/// The recommendation for part of a song compared with that for the whole.
@Suite struct WholeSongTests {
  private func engine(_ fingerprints: any FingerprintProvider) -> RecommendationEngine {
    RecommendationEngine(fingerprints: fingerprints, profiles: FixedProfileProvider(.two))
  }

  @Test func `the whole is compared with the part, metric by metric`() async throws {
    try await withTemporaryFolder { folder in
      // 90 s of a sine of amplitude 0.1, and 30 s at 0.5: whole cycles of both.
      let clip = AudioClip.sine(hz: 1_000, amplitude: 0.1, frames: 90 * 8_000, sampleRateHz: 8_000)
        .followed(
          by: .sine(hz: 1_000, amplitude: 0.5, frames: 30 * 8_000, sampleRateHz: 8_000))
      let path = try folder.file("song.wav", clip, as: .float32)
      let song = try await engine(
        AudioFingerprintProvider(decoder: SndfileDecoder(), workers: 1)
      ).wholeSong(for: AnalysisRequest(path: path))
      // Mean squares: 0.005 for the part; for the whole, three quarters of that plus a quarter of
      // 0.125.
      let louder = 10 * log10((0.75 * 0.005 + 0.25 * 0.125) / 0.005)
      #expect(abs(song.comparison.difference(in: .loudness) - louder) < 0.01)
      #expect(abs(song.comparison.difference(in: .peak) - 20 * log10(5)) < 0.01)
      #expect(
        abs(song.comparison.difference(in: .crest) - (20 * log10(5) - louder)) < 0.02)
    }
  }

  @Test func `a file that ends within the part is analysed once`() async throws {
    let files = FakeFingerprintProvider([
      "/short": .sample(analysedSeconds: 60, durationSeconds: 60)
    ])
    let song = try await engine(files).wholeSong(for: AnalysisRequest(path: "/short"))
    #expect(files.requests.map(\.window) == [.standard])
    #expect(song.isSame && song.part == song.whole)
  }

  @Test(arguments: [nil, 90.5])
  func `a file that is or may be longer is analysed as a whole`(seconds: Double?) async throws {
    let files = FakeFingerprintProvider([
      "/long": .sample(analysedSeconds: 90, durationSeconds: seconds)
    ])
    let request = AnalysisRequest(path: "/long", allowsPartialAudio: true)
    _ = try await engine(files).wholeSong(for: request)
    #expect(files.requests.map(\.window) == [.standard, .all])
    #expect(files.requests.map(\.allowsPartialAudio) == [true, true])
  }

  @Test
  func `a different profile, a blend in place of a single, and a fallback all count as different`()
  {
    let near = ProfileCatalogue.two.recommendation(for: .sample(loudnessDBFS: -14))
    let single = ProfileCatalogue.two.recommendation(
      for: .sample(loudnessDBFS: -14), settings: .sample(confidenceThreshold: 0))
    let blend = ProfileCatalogue.two.recommendation(
      for: .sample(loudnessDBFS: -14), settings: .sample(confidenceThreshold: 1))
    let far = ProfileCatalogue.two.recommendation(
      for: .sample(loudnessDBFS: -19), settings: .sample(confidenceThreshold: 0))
    let none = ProfileCatalogue.two.recommendation(for: .zero)
    #expect(WholeSong(part: near, whole: near).isSame)
    #expect(single.primaryProfile.id != far.primaryProfile.id)
    #expect(!WholeSong(part: single, whole: far).isSame)
    #expect(single.primaryProfile.id == blend.primaryProfile.id && blend.isHybrid)
    #expect(!WholeSong(part: single, whole: blend).isSame)
    #expect(none.isFallback && !WholeSong(part: near, whole: none).isSame)
  }
}
