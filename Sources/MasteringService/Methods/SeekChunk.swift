import Chunking
import StrictJSON
import WireFormat

/// `chunks.seek`: the chunk that playback starts with for a position.
struct SeekChunk: Method {
  static let name = "chunks.seek"
  static let parameters = TrackFields.parameters + [.required("position_seconds")]
  static let errors: [FailureCode] = [.invalidDuration, .invalidSampleRate, .invalidPosition]

  private let track: TrackFields
  private let positionSeconds: Double

  init(_ fields: ParameterFields) throws(FailureReport) {
    track = try TrackFields(fields)
    positionSeconds = try fields.required(
      "position_seconds", try fields.number("position_seconds"))
  }

  func answer(in session: CallerSession) throws(FailureReport) -> Answer {
    let geometry = try track.geometry()
    do {
      let position = try geometry.seek(toSeconds: positionSeconds)
      return .now([
        "index": .integer(position.index), "offset_seconds": .number(position.offsetSeconds),
        "effective_position_seconds": .number(position.effectivePositionSeconds),
      ])
    } catch {
      throw FailureReport.invalidPosition(seconds: positionSeconds)
    }
  }
}
