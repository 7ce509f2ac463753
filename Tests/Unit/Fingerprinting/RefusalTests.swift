import AudioFixtures
import MasteringModel
import Testing

/// Tracks that have no fingerprint.
@Suite struct RefusalTests {
  @Test(arguments: [1, 2], [44_100, 48_000])
  func `a track without samples is refused`(workers: Int, rate: Int) async {
    let empty = MemoryTrack(AudioClip.silence(frames: 0, sampleRateHz: rate))
    let failure = await failure { () async throws(FingerprintFailure) in
      try await analysis(of: empty, workers: workers)
    }
    #expect(failure == .emptyAudio(path: "track"))
  }

  // MARK: Samples that are not numbers

  /// A sample that is not a number, in 3.2 s of noise in three channels.
  struct NonFiniteCase: Sendable, CustomTestStringConvertible {
    let channel: Int
    let frame: Int
    let value: Float

    var testDescription: String { "\(value) in channel \(channel), frame \(frame)" }

    static let all = [
      NonFiniteCase(channel: 0, frame: 0, value: .nan),
      NonFiniteCase(channel: 0, frame: 16_384, value: .infinity),
      NonFiniteCase(channel: 1, frame: 100_001, value: -.infinity),
      NonFiniteCase(channel: 1, frame: 130_000, value: .signalingNaN),
      // Not analysed, but refused all the same: the file is broken.
      NonFiniteCase(channel: 2, frame: 44_099, value: .nan),
      NonFiniteCase(channel: 2, frame: 141_119, value: .nan),
      NonFiniteCase(channel: 0, frame: 141_119, value: .infinity),
    ]
  }

  private static let clip = AudioClip.noise(seed: 51, frames: 141_120, channelCount: 3)

  @Test(arguments: NonFiniteCase.all, [1, 3])
  func `a sample that is not a number is refused with its place`(
    sample: NonFiniteCase, workers: Int
  ) async {
    var clip = Self.clip
    clip[channel: sample.channel, frame: sample.frame] = sample.value
    let failure = await failure { () async throws(FingerprintFailure) in
      try await fingerprint(of: clip, workers: workers)
    }
    #expect(
      failure
        == .nonFiniteSamples(path: "track", channel: sample.channel, frame: sample.frame))
  }

  @Test(arguments: [1, 2, 3])
  func `the first of several samples that are not numbers is reported`(workers: Int) async {
    // The first is at the end of one worker's part, the second at the start of another's.
    var clip = Self.clip
    clip[channel: 0, frame: 120_000] = .nan
    clip[channel: 0, frame: 131_072] = .nan
    let failure = await failure { () async throws(FingerprintFailure) in
      try await fingerprint(of: clip, workers: workers)
    }
    #expect(failure == .nonFiniteSamples(path: "track", channel: 0, frame: 120_000))
  }

  @Test func `a sample that is not a number is refused at another rate too`() async {
    var clip = Self.clip.declared(atHz: 48_000)
    clip[channel: 1, frame: 141_119] = .nan
    let failure = await failure { () async throws(FingerprintFailure) in
      try await fingerprint(of: clip)
    }
    #expect(failure == .nonFiniteSamples(path: "track", channel: 1, frame: 141_119))
  }

  @Test func `allowing partial audio does not allow samples that are not numbers`() async {
    var clip = Self.clip
    clip[channel: 0, frame: 1000] = .nan
    let failure = await failure { () async throws(FingerprintFailure) in
      try await analysis(of: MemoryTrack(clip), allowsPartialAudio: true)
    }
    #expect(failure == .nonFiniteSamples(path: "track", channel: 0, frame: 1000))
  }

  @Test(arguments: [-Float.greatestFiniteMagnitude, .leastNonzeroMagnitude])
  func `the largest and the smallest finite samples are accepted`(value: Float) async throws {
    var clip = Self.clip
    clip[channel: 0, frame: 1000] = value
    let failure = await failure { () async throws(FingerprintFailure) in
      try await fingerprint(of: clip)
    }
    #expect(failure == nil)
  }

  // MARK: Failures of the decoder

  private static let failures: [AudioFailure] = [
    .notFound(path: "track"),
    .notAFile(path: "track", kind: .pipe),
    .unreadable(path: "track", reason: SystemReason(code: 5, text: "Input/output error")),
    .unsupportedFormat(path: "track", reason: .notRecognised("no idea")),
    .truncatedAudio(path: "track", atSeconds: 2.5, ofSeconds: 3.2),
  ]

  @Test(arguments: failures, [1, 3])
  func `a failure to open is passed on`(cause: AudioFailure, workers: Int) async {
    let track = MemoryTrack(Self.clip).with(\.openFailure, cause)
    let failure = await failure { () async throws(FingerprintFailure) in
      try await analysis(of: track, workers: workers)
    }
    #expect(failure == .audio(cause))
  }

  @Test(arguments: failures, [1, 3])
  func `a failure to read is passed on`(cause: AudioFailure, workers: Int) async {
    let track = MemoryTrack(Self.clip).with(\.readFailure, (40_000, cause))
    let failure = await failure { () async throws(FingerprintFailure) in
      try await analysis(of: track, workers: workers)
    }
    #expect(failure == .audio(cause))
  }

  @Test(arguments: failures)
  func `a track in which seeking fails is analysed from its start`(cause: AudioFailure) async throws
  {
    let track = MemoryTrack(Self.clip)
    let expected = try await analysis(of: track)
    let heard = try await analysis(of: track.with(\.seekFailure, cause), workers: 2)
    #expect(heard == expected)
  }
}
