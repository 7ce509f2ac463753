import LearningFiles
import MasteringModel
import MasteringService
import StrictJSON
import SystemCalls
import SystemFiles
import WireFormat

/// `profiles_learn`: profiles from tracks before and after mastering, or from references. The
/// server does not start to use them; it writes a file only if `output` names a new one.
struct LearnProfilesTool: AgentTool {
  static let name = "profiles_learn"
  static let parameters = LearningCall.folderParameters + [.optional("output")]

  private let call: LearningCall
  private let output: String?

  init(_ fields: ParameterFields) throws(FailureReport) {
    call = try LearningCall(fields)
    output = try fields.text("output")
  }

  func run(in context: ToolContext) async throws(FailureReport) -> ToolOutcome {
    let server = context.server
    let destination = try output.map { output throws(FailureReport) in
      try NewProfileFile(output, in: server.access)
    }
    let progress = context.progress
    let learn = try call.lesson(by: server.service) {
      progress?.report(Double($0.done), of: Double(max($0.total, 1)), $0.name)
    }
    let report = try await learn().get()
    guard !Task.isCancelled else { throw .cancelled }
    try destination?.write(report["yaml"]?.asString ?? "")
    let written = destination?.path
    return ToolOutcome(
      structured: ["written": written.map(JSON.string) ?? .null, "report": report],
      text: Self.words(report, written))
  }

  private static func words(_ report: JSON, _ written: String?) -> String {
    let names = (report["profiles"]?.elements ?? []).compactMap { $0["name"]?.asString }
    func change(_ value: JSON?) -> String {
      let rows = [("loudness_db", 2, "dB"), ("crest_db", 2, "dB"), ("centroid_hz", 1, "Hz")]
      return rows.map { key, decimals, unit in
        "\(value?[key]?.asDouble?.fixed(decimals, signed: true) ?? "?") \(unit)"
      }.joined(separator: ", ")
    }
    var parts = [
      "\(names.joined(separator: ", ")): loudness, crest factor and brightness change by "
        + change(report["change"])
    ]
    if let errors = report["leave_one_out_errors"], errors != .null {
      let rows = [
        ("learned", "these profiles"), ("no_change", "no change"),
        ("built_in", "the built-in profiles"),
        ("mean_of_pairs", "the mean of the pairs"),
      ].compactMap { key, name in
        errors[key]?["loudness_db"]?.asDouble.map { "\(name) \($0.fixed(2)) dB" }
      }
      parts.append("Loudness error on held-out pairs: \(rows.joined(separator: ", "))")
    }
    let refused = report["refused"]?.elements?.count ?? 0
    if refused > 0 { parts.append("\(refused) left out") }
    parts.append(written.map { "Written to \($0)" } ?? "Nothing was written")
    return parts.joined(separator: ". ") + "."
  }
}

/// A new file for profiles, named by the caller.
private struct NewProfileFile: Sendable {
  let path: String

  /// - Throws: ``FailureCode/pathNotAllowed``, and ``FailureCode/outputRefused`` for a path that
  ///   exists, is hidden, or has no YAML extension.
  init(_ named: String, in access: AccessPolicy) throws(FailureReport) {
    path = try access.path(for: named)
    guard path.hasSuffix(".yaml") || path.hasSuffix(".yml") else {
      throw FailureReport(.unknownEnding)
    }
    // A hidden file may hold another program's settings.
    guard access.shows(path) else {
      throw FailureReport(.hidden)
    }
    var status = stat()
    guard lstat(path, &status) != 0 else { throw FailureReport(.exists) }
  }

  func write(_ text: String) throws(FailureReport) {
    do throws(SystemError) {
      try NewTextFile.write(text, to: path, replacing: false)
    } catch {
      throw FailureReport(error.code == EEXIST ? .exists : .system(error.text))
    }
  }
}
