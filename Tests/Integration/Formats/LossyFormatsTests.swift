import AudioFixtures
import FingerprintTolerances
import MasteringModel
import ProfileCatalog
import Recommending
import Testing

/// One recording in every format that changes its samples.
@Suite(.reportsDeviations("lossy copies", .transparent), .takesTurns(at: .processor))
struct LossyFormatsTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  /// The first three seconds of a drum loop, played at 48 kHz because Opus requires it.
  private static let recording = Result {
    try AudioClip(decoding: Repository.example("loop_amen_full.flac"))
      .cut(to: 0..<132_300).declared(atHz: 48_000)
  }

  /// The original recording, and a copy at the best available quality.
  private func fingerprints(
    _ encoding: SndfileEncoding
  ) async throws -> (original: Fingerprint, copy: Fingerprint) {
    let clip = try Self.recording.get()
    let original = try folder.file("original.wav", clip, as: .float32)
    let copy = folder.path(of: "copy.\(encoding.fileExtension)")
    try SndfileEncoder(compression: 0).write(clip, as: encoding, to: copy)
    return try await (fingerprint(ofFileAt: original), fingerprint(ofFileAt: copy))
  }

  private static let encodings = SndfileEncoding.allCases.filter(\.isLossy)

  @Test(arguments: encodings)
  func `a lossy copy measures nearly the same`(encoding: SndfileEncoding) async throws {
    let (original, copy) = try await fingerprints(encoding)
    DeviationReport.current?.note(copy, original, of: encoding.rawValue)
    #expect(copy.excesses(over: .transparent, from: original) == [])
  }

  @Test(arguments: encodings)
  func `a lossy copy resembles the same profiles as much`(
    encoding: SndfileEncoding
  ) async throws {
    let (original, copy) = try await fingerprints(encoding)
    let (expected, measured) = (scores(of: original), scores(of: copy))
    for id in BuiltInProfiles.all.map(\.id) {
      // A score is 1 at the centre of a range and 0.5 at its edge, so this is a tenth of the way.
      #expect(abs(measured[id, default: 0] - expected[id, default: 0]) < 0.05, "\(id)")
    }
  }

  private func scores(of fingerprint: Fingerprint) -> [String: Double] {
    let ranking = BuiltInProfiles.catalogue.ranked(for: fingerprint, topK: 7)
    return Dictionary(
      uniqueKeysWithValues: ranking.map { ($0.profile.id, $0.similarity.score) })
  }

  @Test(arguments: encodings)
  func `a lossy copy is as long as its original`(encoding: SndfileEncoding) async throws {
    let path = try folder.file(
      "copy.\(encoding.fileExtension)", try Self.recording.get(), as: encoding)
    let heard = try await analysis(ofFileAt: path)
    // An MP3 has whole frames of 1152 samples; not every encoder notes how many to drop.
    #expect(abs(heard.analysedSeconds - 132_300.0 / 48_000) <= 2 * 1152.0 / 48_000)
    #expect(!heard.isPartial)
  }

  // MARK: MP3 without a stored length

  /// Quiet, then loud: the bit rate at the start does not predict the rest.
  private static let crescendo = AudioClip.sine(hz: 300, amplitude: 0.01, frames: 3 * 44_100)
    .followed(by: .noise(seed: 81, amplitude: 0.5, frames: 3 * 44_100))

  @Test(arguments: [1, 2])
  func `an MP3 of variable rate without a length is analysed to its end`(
    workers: Int
  ) async throws {
    let path = try folder.file("crescendo.mp3", Self.crescendo, as: .mp3Variable)
    let bytes = try #require(MP3.withoutXingHeader(try folder.bytes(of: "crescendo.mp3")))
    let headless = try folder.file("headless.mp3", bytes)
    let (whole, heard) = try await (
      analysis(ofFileAt: path, workers: workers), analysis(ofFileAt: headless, workers: workers)
    )
    #expect(abs(heard.analysedSeconds - 6) < 0.1)
    #expect(!heard.isPartial)
    // The header also gives the number of samples that the encoder put before the audio, about 0.03
    // s.
    #expect(abs(heard.fingerprint.loudnessDBFS - whole.fingerprint.loudnessDBFS) < 0.1)
  }

  @Test func `the start of that MP3 has a different rate from the rest`() throws {
    try folder.file("crescendo.mp3", Self.crescendo, as: .mp3Variable)
    let headers = MP3.frameHeaders(in: try folder.bytes(of: "crescendo.mp3"))
    let half = headers.count / 2
    let early = headers[2..<(half - 2)].map(\.bitrateKbps).max() ?? 0
    let late = headers[(half + 2)...].map(\.bitrateKbps).min() ?? 0
    #expect(early < late)
  }
}

extension MetricTolerances {
  /// What the best quality of a lossy codec may change: a fifth of what separates profiles, whose
  /// narrowest ranges are 1.5 dB, 800 Hz and 0.02 crossings wide.
  fileprivate static let transparent = MetricTolerances(
    levelsDB: 0.3, centroidAndSpreadHz: 160, rolloffHz: 160, zeroCrossingRate: 0.004)
}
