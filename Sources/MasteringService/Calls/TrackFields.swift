import Chunking
import StrictJSON
import WireFormat

/// The parameters that give the length of a track: `duration_seconds` and `sample_rate`.
struct TrackFields: Sendable {
  private let durationSeconds: Double
  private let sampleRate: Double

  static let parameters: [CallParameter] = [
    .required("duration_seconds"), .required("sample_rate"),
  ]

  init(_ fields: ParameterFields) throws(FailureReport) {
    durationSeconds = try fields.required(
      "duration_seconds", try fields.number("duration_seconds"))
    sampleRate = try fields.required("sample_rate", try fields.wholeNumber("sample_rate"))
  }

  /// How the track is cut.
  ///
  /// - Throws: ``FailureCode/invalidSampleRate``, ``FailureCode/invalidDuration``.
  func geometry() throws(FailureReport) -> ChunkGeometry {
    do throws(InvalidChunkGeometry) {
      guard let rate = Int(exactly: sampleRate) else { throw .sampleRateHz(.max) }
      return try ChunkGeometry(durationSeconds: durationSeconds, sampleRateHz: rate)
    } catch .sampleRateHz {
      throw FailureReport(
        .invalidSampleRate, "the sample rate \(sampleRate) Hz is not from 1 to 768000 Hz",
        facts: sampleRate.isFinite ? [.init("sample_rate", .number(sampleRate))] : [])
    } catch {
      throw invalidDuration("contains no sample, or more than can be counted")
    }
  }

  func invalidDuration(_ words: String) -> FailureReport {
    FailureReport(
      .invalidDuration, "a duration of \(durationSeconds) s \(words)",
      facts: durationSeconds.isFinite ? [.init("duration_seconds", .number(durationSeconds))] : [])
  }
}
