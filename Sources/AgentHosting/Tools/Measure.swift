import MasteringModel
import MasteringService
import StrictJSON
import WireFormat

/// `measure`: the seven metrics of a file.
struct Measure: AgentTool {
  static let name = "measure"
  static let parameters = [.required("path")] + FileFields.optionalParameters

  private let fields: ParameterFields

  init(_ fields: ParameterFields) { self.fields = fields }

  func run(in context: ToolContext) async throws(FailureReport) -> ToolOutcome {
    let result = try await context.result(of: "fingerprint.extract", fields.members)
    let metrics = FingerprintMetric.allCases.compactMap { metric in
      result["fingerprint"]?[metric.rawValue]?.asDouble.map {
        "\(metric.name) \($0.fixed(metric.decimals))"
      }
    }
    let seconds = result["analysed_seconds"]?.asDouble?.fixed(1) ?? "?"
    return ToolOutcome(
      structured: result, text: "First \(seconds) s: \(metrics.joined(separator: ", ")).")
  }
}
