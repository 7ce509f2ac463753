import AudioDecoding
import AudioFixtures
import Fingerprinting
import MasteringModel
import Testing

/// A line of `Tests/Golden/reference/true_peaks.ndjson`.
struct RecordingTruePeak: Sendable, Decodable, CustomTestStringConvertible {
  /// A recording's name in `Examples`.
  let file: String
  let truePeakDBTP: Double

  private enum CodingKeys: String, CodingKey {
    case file
    case truePeakDBTP = "true_peak_dbtp"
  }

  var testDescription: String { file }

  static func all() throws -> [RecordingTruePeak] {
    try Repository.referenceLines("true_peaks.ndjson")
  }
}

/// The true peak by which `headroom` is judged, against the signal itself.
@Suite(.takesTurns(at: .processor)) struct RecordingTruePeakTests {
  @Test(arguments: try RecordingTruePeak.all())
  func `the true peak of a recording is that of its signal`(
    reference: RecordingTruePeak
  ) async throws {
    let provider = AudioFingerprintProvider(decoder: SndfileDecoder(), workers: 2)
    let path = Repository.example(reference.file)
    let analysis = try await provider.analysis(for: AnalysisRequest(path: path, window: .all))
    let measured = try #require(analysis.truePeakDBTP)
    // REC-30 allows 0.2 dB. Quarters of a sample alone miss 0.18 dB of the amen break.
    #expect(abs(measured - reference.truePeakDBTP) < 0.05)
  }

  @Test func `the file of true peaks is complete`() throws {
    #expect(try RecordingTruePeak.all().count == 11)
  }
}
