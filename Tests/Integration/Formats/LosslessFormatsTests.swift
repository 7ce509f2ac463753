import AudioFixtures
import FingerprintTolerances
import MasteringModel
import Testing

/// One recording in every format that preserves its samples.
@Suite(.takesTurns(at: .processor)) struct LosslessFormatsTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  /// The first three seconds of a drum loop: 16 bits, stereo, 44.1 kHz.
  private static let recording = Result {
    try AudioClip(decoding: Repository.example("loop_amen_full.flac")).cut(to: 0..<132_300)
  }

  /// The same recording with content below its 16th bit.
  private static let fineRecording = Result { try recording.get().amplified(by: 0.7) }

  // MARK: Lossless

  @Test(arguments: AudioFileFormat.lossless.filter(\.holds16Bits))
  func `a 16-bit recording measures the same bits in every lossless format`(
    format: AudioFileFormat
  ) async throws {
    let expected = try await fingerprint(ofFileAt: reference(try Self.recording.get()))
    let path = try format.write(try Self.recording.get(), as: "recording", in: folder)
    #expect(try await fingerprint(ofFileAt: path).differences(from: expected) == [])
  }

  /// The effect of rounding to a number of bits: it adds noise of power 4^(1 − bits) / 12, which
  /// matters most where the recording is silent.
  private static let rounding: [Int: MetricTolerances] = [
    32: MetricTolerances(
      levelsDB: 1e-6, centroidAndSpreadHz: 1e-3, rolloffHz: 1e-2, zeroCrossingRate: 1e-5),
    24: MetricTolerances(
      levelsDB: 1e-5, centroidAndSpreadHz: 0.05, rolloffHz: 0.5, zeroCrossingRate: 1e-4),
    16: MetricTolerances(
      levelsDB: 1e-3, centroidAndSpreadHz: 5, rolloffHz: 10, zeroCrossingRate: 1e-3),
    8: MetricTolerances(
      levelsDB: 0.1, centroidAndSpreadHz: 600, rolloffHz: 900, zeroCrossingRate: 0.02),
  ]

  @Test(arguments: AudioFileFormat.lossless)
  func `a finer recording measures the same except for rounding`(
    format: AudioFileFormat
  ) async throws {
    let expected = try await fingerprint(ofFileAt: reference(try Self.fineRecording.get()))
    let path = try format.write(try Self.fineRecording.get(), as: "recording", in: folder)
    let tolerances = try #require(Self.rounding[format.integerBits ?? 32])
    let measured = try await fingerprint(ofFileAt: path)
    #expect(measured.excesses(over: tolerances, from: expected) == [])
  }

  @Test func `rounding to 8 bits exceeds the tolerance for 16 bits`() async throws {
    let expected = try await fingerprint(ofFileAt: reference(try Self.fineRecording.get()))
    let path = try folder.file("coarse.wav", try Self.fineRecording.get(), as: .integer8)
    let tolerances = try #require(Self.rounding[16])
    let measured = try await fingerprint(ofFileAt: path)
    #expect(measured.excesses(over: tolerances, from: expected) != [])
  }

  // MARK: FLAC

  /// All frames that the header counts are there, so only the end of the file shows the second
  /// stream (AUD-22).
  @Test(arguments: [1, 2], [44_100, 48_000])
  func `a second FLAC stream is found after the last frame of the first`(
    workers: Int, rate: Int
  ) async throws {
    let clip = try Self.recording.get().declared(atHz: rate)
    let path = try folder.file("one.flac", clip, as: .flac16)
    let bytes = try folder.bytes(of: "one.flac")
    #expect(try await !analysis(ofFileAt: path, workers: workers).isPartial)
    let both = try folder.file("two.flac", bytes + bytes)
    await #expect(
      throws: FingerprintFailure.audio(
        .changingFormat(path: both, atSeconds: 132_300 / Double(rate), change: .stream))
    ) { try await analysis(ofFileAt: both, workers: workers) }
    // What lies after the window is not looked at.
    let window = try AnalysisWindow.first(seconds: 2.5)
    #expect(try await !analysis(ofFileAt: both, window: window, workers: workers).isPartial)
  }

  private func reference(_ clip: AudioClip) throws -> String {
    try folder.file("reference.wav", clip, as: .float32)
  }
}
