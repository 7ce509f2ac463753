import AudioFixtures
import FingerprintTolerances
import MasteringModel
import ProviderTesting
import Testing

@Suite struct WindowTests {
  private static let clip = AudioClip.noise(seed: 31, frames: 4 * 44_100)

  @Test(arguments: [(0.5, 22_050), (0.500_01, 22_050), (0.999_99, 44_099), (3.5, 154_350)])
  func `a window is the first frames of the track`(
    seconds: Double, frames: Int
  ) async throws {
    let expected = try await fingerprint(of: Self.clip.cut(to: 0..<frames))
    for workers in [1, 2] {
      let heard = try await fingerprint(
        of: Self.clip, window: .sample(seconds: seconds), workers: workers)
      #expect(heard.differences(from: expected) == [])
    }
  }

  @Test(arguments: [22_050, 48_000])
  func `a window is counted at the track's own rate`(rate: Int) async throws {
    let clip = AudioClip.noise(seed: 32, frames: 100_000, sampleRateHz: rate)
    let frames = rate + rate / 2
    let expected = try await fingerprint(of: clip.cut(to: 0..<frames))
    let heard = try await fingerprint(of: clip, window: .sample(seconds: 1.5))
    #expect(heard.differences(from: expected) == [])
  }

  @Test func `one more frame gives another fingerprint`() async throws {
    let expected = try await fingerprint(of: Self.clip.cut(to: 0..<22_051))
    let heard = try await fingerprint(of: Self.clip, window: .sample(seconds: 0.5))
    #expect(heard.differences(from: expected) != [])
  }

  @Test(arguments: [AnalysisWindow.standard, .all, .sample(seconds: 1e300)])
  func `a window beyond the track's end is the whole track`(window: AnalysisWindow) async throws {
    let analysis = try await analysis(of: MemoryTrack(Self.clip), window: window)
    #expect(analysis.analysedSeconds == 4)
    #expect(analysis.durationSeconds == 4)
    #expect(!analysis.isPartial)
  }

  @Test func `a window within the track reports the lengths of the track and of the analysed part`()
    async throws
  {
    let analysis = try await analysis(
      of: MemoryTrack(Self.clip), window: .sample(seconds: 1.5), workers: 2)
    #expect(analysis.analysedSeconds == 1.5)
    #expect(analysis.durationSeconds == 4)
    #expect(!analysis.isPartial)
  }

  @Test func `a window within a track of unknown length leaves it unknown`()
    async throws
  {
    let track = MemoryTrack(Self.clip).with(\.declaredFrames, nil)
    let analysis = try await analysis(of: track, window: .sample(seconds: 1.5))
    #expect(analysis.durationSeconds == nil)
  }

  @Test func `a track of unknown length is as long as the frames read`()
    async throws
  {
    let track = MemoryTrack(Self.clip).with(\.declaredFrames, nil)
    #expect(try await analysis(of: track).durationSeconds == 4)
  }

  @Test func `a window shorter than a frame is the first frame`() async throws {
    let heard = try await fingerprint(of: Self.clip, window: .sample(seconds: 1e-6))
    let expected = try await fingerprint(of: Self.clip.cut(to: 0..<1))
    #expect(heard.differences(from: expected) == [])
  }

  @Test(arguments: [1, 2])
  func `audio after the window is ignored`(workers: Int) async throws {
    var clip = Self.clip
    clip[channel: 0, frame: 154_350] = .nan
    let heard = try await fingerprint(of: clip, window: .sample(seconds: 3.5), workers: workers)
    let expected = try await fingerprint(of: Self.clip, window: .sample(seconds: 3.5))
    #expect(heard.differences(from: expected) == [])
  }
}

/// The 90 seconds that are analysed by default: 3,969,000 frames at 44.1 kHz.
@Suite struct StandardWindowTests {
  /// A quiet sample just inside and a loud one just outside.
  private static let track = MemoryTrack(
    ImpulsesInSilence(frameCount: 3_969_001, impulses: [3_968_999: 0.5, 3_969_000: 1]))

  @Test func `the standard window ends after 90 seconds`() async throws {
    let peakDBFS = try await analysis(of: Self.track, workers: 2).fingerprint.peakDBFS
    #expect(abs(peakDBFS - -6.020_599_913) < 1e-6)
  }

  @Test func `the whole-track window continues after 90 seconds`() async throws {
    let peakDBFS = try await analysis(of: Self.track, window: .all, workers: 2)
      .fingerprint.peakDBFS
    #expect(peakDBFS == 0)
  }
}
