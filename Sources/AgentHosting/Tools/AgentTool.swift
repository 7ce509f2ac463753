import MasteringModel
import MasteringService
import StrictJSON
import WireFormat

/// A tool. Each has its own file; its description for clients is in Spec/tools.json.
protocol AgentTool: Sendable {
  /// The name it is called by.
  static var name: String { get }
  /// Its arguments.
  static var parameters: [CallParameter] { get }

  /// A call from its arguments, whose names have been checked.
  ///
  /// - Throws: ``FailureCode/invalidParams`` for a value of the wrong type.
  init(_ fields: ParameterFields) throws(FailureReport)

  /// Does it.
  func run(in context: ToolContext) async throws(FailureReport) -> ToolOutcome
}

/// The result of a tool: values for programs, following its output schema, and a few words for a
/// model.
struct ToolOutcome: Sendable {
  let structured: JSON
  let text: String
}

/// What a tool works with.
struct ToolContext: Sendable {
  let server: AgentServer
  let calls: CallerSession
  /// Where to report progress; nil if the caller did not ask for it.
  let progress: ProgressReporter?

  /// Calls a method of chapter 06.
  func result(
    of method: String, _ parameters: [JSON.Member]
  ) async throws(FailureReport) -> JSON {
    switch await calls.result(of: method, parameters) {
    case .success(let value): return value
    case .failure(let report): throw report
    }
  }

  /// The analysis of a file, from the cache if possible.
  func analysis(of request: AnalysisRequest) async throws(FailureReport) -> TrackAnalysis {
    switch await server.service.analysis(for: request) {
    case .success(let analysis): return analysis
    case .failure(let report): throw report
    }
  }
}

/// A tool as a value.
struct ToolEntry: Sendable {
  let name: String
  let run: @Sendable ([JSON.Member], ToolContext) async throws(FailureReport) -> ToolOutcome

  fileprivate init<Tool: AgentTool>(_: Tool.Type) {
    name = Tool.name
    run = { arguments, context throws(FailureReport) in
      let fields = try ParameterFields(arguments, known: Tool.parameters)
      return try await Tool(fields).run(in: context)
    }
  }
}

/// Every tool, in the order of `tools/list`.
enum ToolTable {
  static let all: [ToolEntry] = [
    ToolEntry(Measure.self), ToolEntry(MeasureLoudnessTool.self), ToolEntry(CompareTool.self),
    ToolEntry(RecommendTool.self), ToolEntry(Explain.self), ToolEntry(SearchLibrary.self),
    ToolEntry(AnalyzeLibrary.self), ToolEntry(ListProfiles.self), ToolEntry(ShowProfile.self),
    ToolEntry(CheckProfiles.self), ToolEntry(LearnProfilesTool.self), ToolEntry(Render.self),
    ToolEntry(PredictedVersusMeasured.self), ToolEntry(CheckConformance.self),
  ]

  /// The tool of that name, if the server has it.
  static func tool(_ name: String, of server: AgentServer) -> ToolEntry? {
    all.first { $0.name == name && has($0, server) }
  }

  /// The result of `tools/list` for the tools of a server.
  static func descriptions(of server: AgentServer) -> [JSON] {
    all.filter { has($0, server) }.compactMap { entry in
      let description = ToolDescriptions.all[entry.name]
      guard entry.name == CheckConformance.name, let names = server.conformance?.names else {
        return description
      }
      return description?.naming(hosts: names)
    }
  }

  private static func has(_ entry: ToolEntry, _ server: AgentServer) -> Bool {
    entry.name != CheckConformance.name || server.conformance != nil
  }
}

extension JSON {
  /// The description of the conformance tool with the allowed names of `host`.
  fileprivate func naming(hosts: [String]) -> JSON {
    replacing(["inputSchema", "properties", "host", "enum"], with: .array(hosts.map(JSON.string)))
  }

  /// The value with another one set at a path of keys; missing keys are added.
  private func replacing(_ path: ArraySlice<String>, with value: JSON) -> JSON {
    guard let key = path.first else { return value }
    let rest = path.dropFirst()
    var members = members ?? []
    if let place = members.firstIndex(where: { $0.key == key }) {
      members[place] = .init(key, members[place].value.replacing(rest, with: value))
    } else {
      members.append(.init(key, JSON.object([]).replacing(rest, with: value)))
    }
    return .object(members)
  }
}
