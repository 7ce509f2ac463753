import AudioDecoding
import AudioFixtures
import Foundation
import LoudnessMetering
import MasteringModel
import Recommending
import Testing

/// The reading of ffmpeg's meter for a recording (Tests/Golden/reference/README.md).
private struct Reading: Decodable, CustomTestStringConvertible {
  var file: String
  var integratedLUFS: Double
  var rangeLU: Double
  var shortTermMaxLUFS: Double
  var samplePeakDBFS: Double
  var truePeakDBTP: Double
  var momentaryLUFS: [Double?]

  enum CodingKeys: String, CodingKey {
    case file
    case integratedLUFS = "integrated_lufs"
    case rangeLU = "loudness_range_lu"
    case shortTermMaxLUFS = "short_term_max_lufs"
    case samplePeakDBFS = "sample_peak_dbfs"
    case truePeakDBTP = "true_peak_dbtp"
    case momentaryLUFS = "momentary_lufs"
  }

  var testDescription: String { file }

  static let all = (try? Repository.referenceLines("loudness.ndjson", as: Reading.self)) ?? []
}

@Suite struct RecordingLoudnessTests {
  private let meter = TrackMeter(decoder: SndfileDecoder(), meter: Ebur128Meter())

  @Test func `every recording has a reading`() {
    #expect(Reading.all.count == 11)
  }

  @Test(arguments: Reading.all)
  fileprivate func `a recording measures as ffmpeg measures it`(_ reading: Reading) async throws {
    let measured = try await meter.loudness(
      for: AnalysisRequest(path: Repository.example(reading.file)),
      LoudnessWishes(measuresTruePeak: true, keepsHistory: true)
    ).signal
    let integrated = try #require(measured.integratedLUFS)
    #expect(abs(integrated - reading.integratedLUFS) < 0.1)
    #expect(abs(try #require(measured.rangeLU) - reading.rangeLU) < 0.1)
    #expect(abs(try #require(measured.shortTermMaxLUFS) - reading.shortTermMaxLUFS) < 0.1)
    // ffmpeg prints amplitudes with three decimals.
    #expect(abs(try #require(measured.samplePeakDBFS) - reading.samplePeakDBFS) < 0.015)
    #expect(abs(try #require(measured.truePeakDBTP) - reading.truePeakDBTP) < 0.1)
    let momentary = try #require(measured.history).momentaryLUFS.dropFirst(3)
    #expect(momentary.count == reading.momentaryLUFS.count)
    for (ours, theirs) in zip(momentary, reading.momentaryLUFS) {
      guard let ours, let theirs, theirs > -70 else { continue }
      #expect(abs(ours - theirs) < 0.1)
    }
  }
}
