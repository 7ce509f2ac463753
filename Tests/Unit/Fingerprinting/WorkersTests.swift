import AudioFixtures
import FingerprintTolerances
import Fingerprinting
import MasteringModel
import TestArguments
import Testing

/// A file divided among workers is measured as by one.
@Suite struct WorkersTests {
  /// Six segments of 256 frames and part of a seventh.
  private static let longClip = AudioClip.noise(seed: 22, frames: 6 * 256 * 512 + 700)
  /// Two segments.
  private static let shortClip = AudioClip.noise(seed: 23, frames: 256 * 512 + 100)

  private static let alone = Task { try await analysed(by: 1, MemoryTrack(longClip)).0 }

  private static func analysed(
    by workers: Int, _ track: MemoryTrack
  ) async throws -> (TrackAnalysis, MemoryDecoder.Counts) {
    let decoder = MemoryDecoder(["track": track])
    let provider = AudioFingerprintProvider(decoder: decoder, workers: workers)
    return (try await provider.analysis(for: AnalysisRequest(path: "track")), decoder.counts)
  }

  @Test(arguments: [2, 3, 7])
  func `several workers each read a part and give the same bits as one`(workers: Int) async throws {
    let alone = try await Self.alone.value
    let (together, counts) = try await Self.analysed(by: workers, MemoryTrack(Self.longClip))
    #expect(together.fingerprint.differences(from: alone.fingerprint) == [])
    #expect(together == alone)
    #expect(counts.opened == workers)
    // The first part starts where the file does.
    #expect(counts.seeks == workers - 1)
  }

  @Test func `there are never more parts than segments`() async throws {
    let counts = try await Self.analysed(by: 100, MemoryTrack(Self.shortClip)).1
    #expect(counts.opened == 2)
  }

  @Test(arguments: [0, -1])
  func `fewer than one worker counts as one`(workers: Int) async throws {
    let counts = try await Self.analysed(by: workers, MemoryTrack(Self.shortClip)).1
    #expect(counts.opened == 1)
  }

  /// Tracks of unknown length, or without seeking.
  private static let undivided: [Labelled<MemoryTrack>] = [
    Labelled("not to be read from anywhere", MemoryTrack(shortClip).with(\.seeksExactly, false)),
    Labelled("of unknown length", MemoryTrack(shortClip).with(\.declaredFrames, nil)),
    Labelled("of another rate", MemoryTrack(shortClip).with(\.sampleRateHz, 48_000)),
    Labelled("of one segment", MemoryTrack(shortClip.cut(to: 0..<(256 * 512 - 1)))),
  ]

  @Test(arguments: undivided)
  func `a track that cannot be divided is read once, from its start`(
    track: Labelled<MemoryTrack>
  ) async throws {
    let counts = try await Self.analysed(by: 7, track.value).1
    #expect(counts.opened == 1)
    #expect(counts.seeks == 0)
  }
}
