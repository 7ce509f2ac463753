import AudioFixtures
import FingerprintTolerances
import MasteringModel
import Testing

/// How a fingerprint is computed does not affect it.
@Suite struct SameBitsTests {
  /// 4 s, so that two segments are summed in order; 16 bits, so that it can be delivered as
  /// integers; stereo, so that it is mixed.
  private static let clip = AudioClip.noise(seed: 21, frames: 4 * 44_100, channelCount: 2)
    .quantized(toBits: 16)

  /// The fingerprint by one worker from floats.
  private static let plain = Task { try await analysis(of: MemoryTrack(clip)) }

  private func expectSameBits(
    as track: MemoryTrack, workers: Int = 1, sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let plain = try await Self.plain.value
    let other = try await analysis(of: track, workers: workers)
    #expect(
      other.fingerprint.differences(from: plain.fingerprint) == [], sourceLocation: sourceLocation)
    #expect(other.analysedSeconds == plain.analysedSeconds, sourceLocation: sourceLocation)
  }

  @Test(arguments: [1, 2])
  func `integers give the same bits as floats`(workers: Int) async throws {
    try await expectSameBits(as: MemoryTrack(Self.clip, encoding: .integer16), workers: workers)
  }

  @Test(arguments: [1, 333, 512, 2048, 4099, 100_000])
  func `blocks of any size give the same bits`(frames: Int) async throws {
    let track = MemoryTrack(Self.clip, encoding: .integer16)
    try await expectSameBits(as: track.with(\.mostFramesPerRead, frames))
  }

  @Test(arguments: [333, 4099])
  func `blocks of any size give the same bits with several workers`(frames: Int) async throws {
    let track = MemoryTrack(Self.clip, encoding: .integer16)
    try await expectSameBits(as: track.with(\.mostFramesPerRead, frames), workers: 2)
  }

  @Test(arguments: [1, 2])
  func `a track without exact seeking gives the same bits`(
    workers: Int
  ) async throws {
    let track = MemoryTrack(Self.clip).with(\.seeksExactly, false)
    try await expectSameBits(as: track, workers: workers)
  }

  @Test(arguments: [1, 2])
  func `a track of unknown length gives the same bits`(workers: Int) async throws {
    let track = MemoryTrack(Self.clip).with(\.declaredFrames, nil)
    try await expectSameBits(as: track, workers: workers)
  }

  @Test func `a different sample gives different bits`() async throws {
    var other = Self.clip
    other[channel: 1, frame: 100_000] += 1 / 32768
    let plain = try await Self.plain.value.fingerprint
    let changed = try await fingerprint(of: other).differences(from: plain).map(\.metric)
    #expect(changed.contains(.loudness))
    #expect(changed.contains(.spectralCentroid))
  }
}
