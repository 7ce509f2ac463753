import Chunking
import StrictJSON
import WireFormat

/// `chunks.plan`: how a track is cut into chunks.
struct PlanChunks: Method {
  static let name = "chunks.plan"
  static let parameters = TrackFields.parameters
  static let errors: [FailureCode] = [.invalidDuration, .invalidSampleRate]

  private let track: TrackFields

  init(_ fields: ParameterFields) throws(FailureReport) {
    track = try TrackFields(fields)
  }

  func answer(in session: CallerSession) throws(FailureReport) -> Answer {
    let geometry = try track.geometry()
    guard geometry.chunkCount <= SessionLimits.planChunks else {
      throw FailureReport.tooManyChunks(
        seconds: track.durationSeconds, most: SessionLimits.planChunks)
    }
    let rate = Double(geometry.sampleRateHz)
    return .now([
      "total_chunks": .integer(geometry.chunkCount),
      "chunks": .array(geometry.chunks.map { $0.payload(sampleRateHz: rate) }),
    ])
  }
}

extension TrackChunk {
  /// The three ranges, each in seconds and in samples.
  fileprivate func payload(sampleRateHz rate: Double) -> JSON {
    let bounds = [
      ("core_start", core.lowerBound), ("core_end", core.upperBound),
      ("load_start", load.lowerBound), ("load_end", load.upperBound),
      ("emit_start", emit.lowerBound), ("emit_end", emit.upperBound),
    ]
    return .object(
      [JSON.Member("index", .integer(index))]
        + bounds.map { JSON.Member($0, .number(Double($1) / rate)) }
        + bounds.map { JSON.Member("\($0)_sample", .integer($1)) })
  }
}
