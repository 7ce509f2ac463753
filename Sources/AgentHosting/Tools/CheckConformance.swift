import StrictJSON
import WireFormat

/// `conformance_check`: plays golden cases against a port that was configured when the server
/// started.
struct CheckConformance: AgentTool {
  static let name = "conformance_check"
  static let parameters: [CallParameter] = [.required("host"), .optional("filter")]

  private let host: String
  private let filter: String
  private let fields: ParameterFields

  init(_ fields: ParameterFields) throws(FailureReport) {
    host = try fields.required("host", try fields.text("host"))
    filter = try fields.text("filter") ?? ""
    self.fields = fields
  }

  func run(in context: ToolContext) async throws(FailureReport) -> ToolOutcome {
    let names = context.server.conformance?.names ?? []
    guard let conformance = context.server.conformance, names.contains(host) else {
      throw fields.wrongType("host", expected: "one of \(names.joined(separator: ", "))")
    }
    let result = try await conformance.check(host, filter: filter) { played, all in
      context.progress?.report(Double(played), of: Double(all), "\(played) of \(all) cases")
    }
    guard !Task.isCancelled else { throw .cancelled }
    let totals = (result["totals"]?.members ?? []).compactMap { member -> String? in
      guard let count = member.value.asInteger, count > 0 else { return nil }
      return "\(count) \(member.key)"
    }
    let verdict = result["is_well"] == .bool(true) ? "conforms" : "does not conform"
    return ToolOutcome(
      structured: result, text: "\(host) \(verdict): \(totals.joined(separator: ", ")).")
  }
}
