import MasteringModel
import Rendering
import StrictJSON
import WireFormat

/// `render.apply`: one channel of a track as a plan renders it.
struct ApplyRendering: Method {
  static let name = "render.apply"
  static let parameters: [CallParameter] = [
    .required("sample_rate_hz"), .required("shelf_gain_db"), .required("node_factors"),
    .required("samples"), .optional("bits"),
  ]
  static let errors: [FailureCode] = []

  private let plan: RenderingPlan
  private let samples: [Float]
  private let resolution: SampleResolution
  /// The answer if a sample of the result is too large.
  private let beyond: FailureReport

  init(_ fields: ParameterFields) throws(FailureReport) {
    let rate = try fields.renderingRate()
    let gainDB = try fields.required("shelf_gain_db", try fields.finite("shelf_gain_db"))
    samples = try fields.required("samples", try fields.numbers("samples")).map(Float.init)
    beyond = fields.wrongType(
      "samples", expected: "numbers whose rendering fits binary32")
    guard samples.allSatisfy(\.isFinite) else {
      throw fields.wrongType("samples", expected: "numbers that fit binary32")
    }
    let grid = BlockGrid(sampleRateHz: rate, frames: samples.count)
    let factors = try fields.required("node_factors", try fields.numbers("node_factors"))
    guard factors.count == grid.nodes, factors.allSatisfy({ $0 >= 0 && $0 <= 1e6 }) else {
      throw fields.wrongType(
        "node_factors", expected: "\(grid.nodes) numbers from 0 to 1000000, one for each node")
    }
    plan = RenderingPlan(
      shelf: ShelfFilter(highGainDB: gainDB, sampleRateHz: rate), grid: grid, nodeFactors: factors)
    resolution =
      fields["bits"] == nil ? .float32 : try RenderingFields.resolution(fields)
  }

  func answer(in session: CallerSession) -> Answer {
    .later { [plan, samples, resolution, beyond] in
      let silence = [Float](repeating: 0, count: plan.contextFrames)
      var result = plan.rendered(
        silence + samples + silence, from: 0, count: samples.count, channels: 1)
      resolution.round(&result)
      guard result.allSatisfy(\.isFinite) else { return .failure(beyond) }
      return .success(["samples": .array(result.map { .number(Double($0)) })])
    }
  }
}
