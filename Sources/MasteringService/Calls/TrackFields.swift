import Chunking
import StrictJSON
import WireFormat

/// The parameters that give the length of a track: `duration_seconds` and `sample_rate`.
struct TrackFields: Sendable {
  let durationSeconds: Double
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
      throw FailureReport.invalidSampleRate(hz: sampleRate)
    } catch {
      throw FailureReport.uncountableDuration(seconds: durationSeconds)
    }
  }
}
