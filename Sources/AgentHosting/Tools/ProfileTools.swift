import MasteringModel
import MasteringService
import ProfileCatalog
import StrictJSON
import WireFormat
import YAMLCatalog

/// `profiles_list`: the profiles that tracks are compared with.
struct ListProfiles: AgentTool {
  static let name = "profiles_list"
  static let parameters: [CallParameter] = []

  init(_ fields: ParameterFields) {}

  func run(in context: ToolContext) async throws(FailureReport) -> ToolOutcome {
    let result = try await context.result(of: "profiles.list", [])
    let names = (result["profiles"]?.elements ?? []).compactMap { profile -> String? in
      guard let id = profile["profile_id"]?.asString, let name = profile["name"]?.asString else {
        return nil
      }
      return "\(name) (\(id))"
    }
    return ToolOutcome(structured: result, text: "\(names.joined(separator: ", ")).")
  }
}

/// `profiles_show`: what a profile matches and what it changes.
struct ShowProfile: AgentTool {
  static let name = "profiles_show"
  static let parameters: [CallParameter] = [.required("profile_id"), .optional("version")]

  private let fields: ParameterFields

  init(_ fields: ParameterFields) { self.fields = fields }

  func run(in context: ToolContext) async throws(FailureReport) -> ToolOutcome {
    let result = try await context.result(of: "profiles.get", fields.members)
    let name = result["profile"]?["name"]?.asString ?? "?"
    let description = result["profile"]?["description"]?.asString ?? ""
    return ToolOutcome(
      structured: result, text: description.isEmpty ? name : "\(name): \(description)")
  }
}

/// `profiles_check`: what is wrong with profiles in YAML. They are not added to the catalogue.
struct CheckProfiles: AgentTool {
  static let name = "profiles_check"
  static let parameters: [CallParameter] = [.required("yaml")]

  private let yaml: String
  private static let mostProblems = 100

  init(_ fields: ParameterFields) throws(FailureReport) {
    yaml = try fields.required("yaml", try fields.text("yaml"))
  }

  func run(in context: ToolContext) async throws(FailureReport) -> ToolOutcome {
    let result = ProfileRegistry().importing(yaml: yaml)
    let problems = result.problems.prefix(Self.mostProblems)
    let ids = result.added.map(\.id)
    let count = result.problemCount
    let text =
      count == 0
      ? "\(ids.count) \(ids.count == 1 ? "profile" : "profiles") valid."
      : "\(count) \(count == 1 ? "problem" : "problems"): "
        + problems.prefix(10).map(\.description).joined(separator: " ")
    return ToolOutcome(
      structured: [
        "is_valid": .bool(count == 0),
        "profiles": .array(ids.map(JSON.string)),
        "problem_count": .integer(count),
        "problems": .array(
          problems.map { problem in
            [
              "line": problem.line.map(JSON.integer) ?? .null,
              "column": problem.column.map(JSON.integer) ?? .null,
              "message": .string(problem.description),
            ]
          }),
      ], text: text)
  }
}
