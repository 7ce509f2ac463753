import MasteringModel
import MasteringService
import StrictJSON
import WireFormat

/// `loudness`: how loud a file sounds.
struct MeasureLoudnessTool: AgentTool {
  static let name = "loudness"
  static let parameters =
    [.required("path")] + FileFields.optionalParameters + [.optional("true_peak")]

  private let fields: ParameterFields

  init(_ fields: ParameterFields) { self.fields = fields }

  func run(in context: ToolContext) async throws(FailureReport) -> ToolOutcome {
    let result = try await context.result(of: "loudness.measure", fields.members)
    func words(_ key: String, _ unit: String) -> String {
      result[key]?.asDouble.map { "\($0.fixed(1)) \(unit)" } ?? "not measurable"
    }
    let findings = (result["findings"]?.elements ?? []).compactMap { $0["message"]?.asString }
    let text =
      "Integrated \(words("integrated_lufs", "LUFS")), range "
      + "\(words("loudness_range_lu", "LU")), true peak \(words("true_peak_dbtp", "dBTP"))."
    return ToolOutcome(
      structured: result, text: ([text] + findings.map { "Noticed: \($0)" }).joined(separator: " "))
  }
}
