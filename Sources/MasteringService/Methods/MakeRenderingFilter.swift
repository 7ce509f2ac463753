import Rendering
import StrictJSON
import WireFormat

/// `render.filter`: the shelf's filter and the length of a block at a sample rate.
struct MakeRenderingFilter: Method {
  static let name = "render.filter"
  static let parameters: [CallParameter] = [.required("gain_db"), .required("sample_rate_hz")]
  static let errors: [FailureCode] = []

  private let gainDB: Double
  private let rate: Int

  init(_ fields: ParameterFields) throws(FailureReport) {
    gainDB = try fields.required("gain_db", try fields.finite("gain_db"))
    rate = try fields.renderingRate()
  }

  func answer(in session: CallerSession) -> Answer {
    let filter = ShelfFilter(highGainDB: gainDB, sampleRateHz: rate)
    return .now([
      "gain_db": .number(filter.highGainDB),
      "taps": .array(filter.taps.map(JSON.number)),
      "block_length": .integer(BlockGrid(sampleRateHz: rate, frames: 0).blockLength),
    ])
  }
}
