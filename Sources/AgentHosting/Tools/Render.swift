import MasteringModel
import MasteringService
import StrictJSON
import WireFormat

/// `render`: applies the recommendation, a profile, a blend or stated changes to a track, and measures
/// the result. Writes a file only if `dry_run` is false, and never overwrites one.
struct Render: AgentTool {
  static let name = "render"
  static let parameters: [CallParameter] =
    [.required("path"), .optional("dry_run"), .optional("output")] + RenderingFields.parameters

  private let file: FileFields
  private let output: String?
  private let fields: RenderingFields

  init(_ fields: ParameterFields) throws(FailureReport) {
    let path = try fields.required("path", try fields.text("path"))
    file = try FileFields(
      try ParameterFields([.init("path", .string(path))], known: [.required("path")]))
    let output = try fields.text("output")
    let isDryRun = try fields.bool("dry_run") ?? true
    guard isDryRun || output != nil else {
      throw .invalidParams(
        fields.pointer("output"), .missing, expected: "where to write, since dry_run is false")
    }
    self.output = isDryRun ? nil : output
    self.fields = try RenderingFields(fields)
  }

  func run(in context: ToolContext) async throws(FailureReport) -> ToolOutcome {
    let server = context.server
    let wish = try fields.wish(server.service.defaults, taste: server.service.taste)
    let source = try file.request(server.access)
    let destination = try output.map { output throws(FailureReport) in
      RenderingOutput(path: try server.access.path(for: output), replaces: false)
    }
    let progress = context.progress
    let outcome = await server.service.rendered(source, wish, into: destination, trackID: nil) {
      progress?.report(
        $0.stagesDone, of: Double(RenderingProgress.Stage.allCases.count), $0.stage.rawValue)
    }
    let report = try outcome.get()
    return ToolOutcome(
      structured: [
        "written": destination.map { .string($0.path) } ?? .null, "report": report.payload,
      ], text: Self.words(report, destination?.path))
  }

  private static func words(_ report: RenderingReport, _ destination: String?) -> String {
    func row(_ name: String, _ change: RenderingReport.Change, _ decimals: Int, _ unit: String)
      -> String
    {
      let bound = change.isReached ? "" : change.bound.map { " (\($0.words))" } ?? ""
      return "\(name) \(change.achieved.fixed(decimals, signed: true)) of "
        + "\(change.asked.fixed(decimals, signed: true)) \(unit)\(bound)"
    }
    let rows = [
      row("loudness", report.loudness, 2, "dB"), row("crest factor", report.crest, 2, "dB"),
      row("brightness", report.centroid, 1, "Hz"),
    ]
    return "\(destination.map { "Written to \($0)" } ?? "A dry run; nothing was written"). "
      + "Achieved: \(rows.joined(separator: ", ")). True peak "
      + "\(report.resultTruePeakDBTP.fixed(2)) dBTP."
  }
}
