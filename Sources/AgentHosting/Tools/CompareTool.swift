import MasteringModel
import MasteringService
import Recommending
import StrictJSON
import WireFormat

/// `compare`: what differs between two recordings, such as an original and its remaster.
struct CompareTool: AgentTool {
  static let name = "compare"
  static let parameters: [CallParameter] =
    [.required("first"), .required("second")] + FileFields.optionalParameters

  private let pair: FilePair

  init(_ fields: ParameterFields) throws(FailureReport) {
    pair = try FilePair(fields, "first", "second")
  }

  func run(in context: ToolContext) async throws(FailureReport) -> ToolOutcome {
    let first = try await context.analysis(of: try pair.first.request(context.server.access))
    let second = try await context.analysis(of: try pair.second.request(context.server.access))
    let comparison = FingerprintComparison(of: second.fingerprint, with: first.fingerprint)
    return ToolOutcome(structured: comparison.payload, text: comparison.summary)
  }
}

/// Two files that are measured in the same way.
struct FilePair: Sendable {
  let first: FileFields
  let second: FileFields

  /// The files in two arguments, with the other arguments applied to both.
  init(_ fields: ParameterFields, _ first: String, _ second: String) throws(FailureReport) {
    self.first = try Self.file(fields, first)
    self.second = try Self.file(fields, second)
  }

  private static func file(
    _ fields: ParameterFields, _ name: String
  ) throws(FailureReport) -> FileFields {
    let path = try fields.required(name, try fields.text(name))
    let options = fields.members.filter { member in
      FileFields.optionalParameters.contains { $0.name == member.key }
    }
    return try FileFields(
      try ParameterFields(
        [.init("path", .string(path))] + options,
        known: [.required("path")] + FileFields.optionalParameters))
  }
}
