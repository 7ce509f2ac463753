import AudioFixtures
import FingerprintTolerances
import MasteringModel
import Testing

/// Tracks that end earlier than they declare.
@Suite struct PartialAudioTests {
  private static let clip = AudioClip.noise(seed: 52, frames: 141_120)
  private static let truncation = AudioFailure.truncatedAudio(
    path: "track", atSeconds: 2.5, ofSeconds: 3.2)

  private static func track(
    brokenAt frame: Int, by failure: AudioFailure = truncation, rate: Int = 44_100
  ) -> MemoryTrack {
    MemoryTrack(clip.declared(atHz: rate)).with(\.readFailure, (frame, failure))
  }

  @Test(arguments: [1, 3])
  func `a track that ends early is analysed up to its end if allowed`(
    workers: Int
  ) async throws {
    let whole = try await fingerprint(of: Self.clip.cut(to: 0..<110_250))
    let partial = try await analysis(
      of: Self.track(brokenAt: 110_250), workers: workers, allowsPartialAudio: true)
    #expect(partial.fingerprint.differences(from: whole) == [])
  }

  @Test(arguments: [1, 3], [44_100, 22_050])
  func `a track that ended early is partial, and as long as its remaining audio`(
    workers: Int, rate: Int
  ) async throws {
    let partial = try await analysis(
      of: Self.track(brokenAt: 110_250, rate: rate), workers: workers, allowsPartialAudio: true)
    #expect(partial.isPartial)
    #expect(partial.analysedSeconds == 110_250 / Double(rate))
    #expect(partial.durationSeconds == 110_250 / Double(rate))
  }

  @Test(arguments: [1, 3])
  func `a track that ends early but after the window is complete`(workers: Int) async throws {
    let analysis = try await analysis(
      of: Self.track(brokenAt: 110_250), window: .first(seconds: 2.5), workers: workers)
    #expect(!analysis.isPartial)
  }

  @Test(arguments: [1, 3], [2.5, 2.6, 2.5 / 0.95])
  func `a track with little missing at the end is analysed as partial`(
    workers: Int, announced: Double
  ) async throws {
    let failure = AudioFailure.truncatedAudio(
      path: "track", atSeconds: 2.5, ofSeconds: announced)
    let analysis = try await analysis(
      of: Self.track(brokenAt: 110_250, by: failure), workers: workers)
    #expect(analysis.isPartial)
    #expect(analysis.warnings == [.endsEarly(atSeconds: 2.5)])
  }

  @Test(arguments: [
    // Less than 95 %, more than two seconds, less than one second, no declared length, a change of
    // format.
    (110_250, AudioFailure.truncatedAudio(path: "track", atSeconds: 2.5, ofSeconds: 2.64)),
    (110_250, .truncatedAudio(path: "track", atSeconds: 99, ofSeconds: 101.1)),
    (44_000, .truncatedAudio(path: "track", atSeconds: 44_000 / 44_100.0, ofSeconds: 1)),
    (110_250, .truncatedAudio(path: "track", atSeconds: 2.5, ofSeconds: nil)),
    (
      110_250,
      .changingFormat(
        path: "track", atSeconds: 2.5, change: .sampleRate(fromHz: 44_100, toHz: 8000))
    ),
  ])
  func `a track with more missing is refused`(frame: Int, cause: AudioFailure) async {
    let failure = await failure { () async throws(FingerprintFailure) in
      try await analysis(of: Self.track(brokenAt: frame, by: cause), workers: 1)
    }
    #expect(failure == .audio(cause))
  }

  @Test(arguments: [1, 3])
  func `a track that breaks before its first frame is empty`(workers: Int) async {
    let failure = await failure { () async throws(FingerprintFailure) in
      try await analysis(of: Self.track(brokenAt: 0), workers: workers, allowsPartialAudio: true)
    }
    #expect(failure == .emptyAudio(path: "track"))
  }

  @Test(arguments: [1, 3])
  func `allowing partial audio does not allow other failures`(workers: Int) async {
    let cause = AudioFailure.unreadable(
      path: "track", reason: SystemReason(code: 5, text: "Input/output error"))
    let failure = await failure { () async throws(FingerprintFailure) in
      try await analysis(
        of: Self.track(brokenAt: 110_250, by: cause), workers: workers, allowsPartialAudio: true)
    }
    #expect(failure == .audio(cause))
  }

  @Test func `allowing partial audio does not affect a complete track`() async throws {
    let (strict, lenient) = try await (
      analysis(of: MemoryTrack(Self.clip), workers: 3),
      analysis(of: MemoryTrack(Self.clip), workers: 3, allowsPartialAudio: true)
    )
    #expect(lenient == strict)
  }
}
