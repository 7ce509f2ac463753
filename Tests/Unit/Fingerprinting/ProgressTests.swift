import AudioFixtures
import MasteringModel
import Synchronization
import TestArguments
import Testing

@Suite struct ProgressTests {
  private static let clip = AudioClip.noise(seed: 61, frames: 141_120)

  private static let ways: [Labelled<(track: MemoryTrack, workers: Int)>] = [
    Labelled("alone", (MemoryTrack(clip), 1)),
    Labelled("decoding ahead", (MemoryTrack(clip).with(\.seeksExactly, false), 2)),
    Labelled("in parts", (MemoryTrack(clip), 3)),
    Labelled("in small blocks", (MemoryTrack(clip).with(\.mostFramesPerRead, 1000), 2)),
    Labelled("resampling down", (MemoryTrack(clip.declared(atHz: 48_000)), 2)),
    Labelled("resampling up", (MemoryTrack(clip.declared(atHz: 32_000)), 1)),
  ]

  private func reports(
    _ track: MemoryTrack, workers: Int, window: AnalysisWindow = .standard,
    allowsPartialAudio: Bool = false
  ) async throws -> [AnalysisProgress] {
    let reports = Mutex<[AnalysisProgress]>([])
    _ = try await analysis(
      of: track, window: window, workers: workers, allowsPartialAudio: allowsPartialAudio
    ) { progress in
      reports.withLock { $0.append(progress) }
    }
    return reports.withLock { $0 }
  }

  @Test(arguments: ways)
  func `progress never decreases`(
    way: Labelled<(track: MemoryTrack, workers: Int)>
  ) async throws {
    let heard = try await reports(way.value.track, workers: way.value.workers)
      .map(\.analysedSeconds)
    #expect(heard == heard.sorted())
    #expect(heard.count > 3)
  }

  @Test(arguments: ways)
  func `progress ends at the track's length`(
    way: Labelled<(track: MemoryTrack, workers: Int)>
  ) async throws {
    let last = try await reports(way.value.track, workers: way.value.workers).last
    #expect(last?.analysedSeconds == way.value.track.format.declaredSeconds)
    #expect(last?.totalSeconds == way.value.track.format.declaredSeconds)
  }

  @Test(arguments: [1, 2])
  func `progress ends at the window's length`(workers: Int) async throws {
    let last = try await reports(
      MemoryTrack(Self.clip), workers: workers, window: .first(seconds: 3.1)
    ).last
    #expect(last == AnalysisProgress(analysedSeconds: 3.1, totalSeconds: 3.1))
  }

  @Test func `progress through a track of unknown length has no total`() async throws {
    let track = MemoryTrack(Self.clip).with(\.declaredFrames, nil)
    let last = try await reports(track, workers: 2).last
    #expect(last == AnalysisProgress(analysedSeconds: 3.2, totalSeconds: nil))
  }

  @Test func `progress does not decrease when a track that ends early is read again`()
    async throws
  {
    let failure = AudioFailure.truncatedAudio(path: "track", atSeconds: 2.5, ofSeconds: 3.2)
    let track = MemoryTrack(Self.clip).with(\.readFailure, (110_250, failure))
    let heard = try await reports(track, workers: 3, allowsPartialAudio: true)
      .map(\.analysedSeconds)
    #expect(heard == heard.sorted())
  }
}
