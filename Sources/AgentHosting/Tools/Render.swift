import AudioEncoding
import Concurrency
import MasteringModel
import MasteringService
import Recommending
import StrictJSON
import WireFormat

/// `render`: applies the recommendation or a profile to a track, and measures the result. Writes a file
/// only if `dry_run` is false, and never overwrites one.
struct Render: AgentTool {
  static let name = "render"
  static let parameters: [CallParameter] = [
    .required("path"), .optional("dry_run"), .optional("output"), .optional("profile_id"),
    .optional("intensity"), .optional("only"), .optional("policy"), .optional("ceiling_dbtp"),
    .optional("bits"), .optional("confidence_threshold"), .optional("top_k"),
  ]

  private let file: FileFields
  private let output: String?
  private let profileID: String?
  private let intensity: Double
  private let only: Set<RenderingDimension>?
  private let policy: RenderingPolicy
  private let ceiling: TruePeakCeiling
  private let resolution: SampleResolution
  private let settings: SettingsFields

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
    profileID = try fields.text("profile_id")
    intensity = try Self.intensity(fields)
    only = try Self.dimensions(fields)
    policy = try Self.choice(fields, "policy", ["level": .level, "crest": .crest]) ?? .level
    resolution =
      try Self.choice(
        fields, "bits", ["16": .integer16, "24": .integer24, "32f": .float32]) ?? .integer24
    let ceilingDBTP = try fields.number("ceiling_dbtp") ?? TruePeakCeiling.standard.dBTP
    do throws(InvalidTruePeakCeiling) {
      ceiling = try TruePeakCeiling(dBTP: ceilingDBTP)
    } catch {
      throw FailureReport(error)
    }
    settings = try SettingsFields(fields)
  }

  private static func intensity(_ fields: ParameterFields) throws(FailureReport) -> Double {
    let percent = try fields.number("intensity") ?? 100
    guard percent >= 0, percent <= 150 else {
      throw fields.wrongType("intensity", expected: "a percentage from 0 to 150")
    }
    return percent
  }

  private static func dimensions(
    _ fields: ParameterFields
  ) throws(FailureReport) -> Set<RenderingDimension>? {
    guard let names = try fields.array("only") else { return nil }
    let known: [String: RenderingDimension] = [
      "loudness": .loudness, "crest": .crest, "brightness": .centroid,
    ]
    var dimensions: Set<RenderingDimension> = []
    for name in names {
      guard let dimension = name.asString.flatMap({ known[$0] }) else {
        throw fields.wrongType("only", expected: "any of loudness, crest and brightness")
      }
      dimensions.insert(dimension)
    }
    return dimensions
  }

  private static func choice<Value>(
    _ fields: ParameterFields, _ name: String, _ values: [String: Value]
  ) throws(FailureReport) -> Value? {
    guard let text = try fields.text(name) else { return nil }
    guard let value = values[text] else {
      throw fields.wrongType(
        name, expected: "one of \(values.keys.sorted().joined(separator: ", "))")
    }
    return value
  }

  func run(in context: ToolContext) async throws(FailureReport) -> ToolOutcome {
    let server = context.server
    let settings = try settings.settings(server.service.defaults)
    let source = try file.request(server.access)
    let destination = try output.map { output throws(FailureReport) in
      try server.access.path(for: output)
    }
    if let destination {
      do throws(AudioWritingFailure) {
        try SndfileSink.container(at: destination, replacing: false, source: source.path)
      } catch {
        throw FailureReport(error)
      }
    }
    let request = RenderingRequest(
      path: source.path, asks: try await asks(source, settings, context), policy: policy,
      ceiling: ceiling, resolution: resolution)
    let report = try await rendered(request, to: destination, context)
    return ToolOutcome(
      structured: [
        "written": destination.map(JSON.string) ?? .null, "report": report.payload,
      ], text: Self.words(report, destination))
  }

  private func asks(
    _ source: AnalysisRequest, _ settings: RecommendationSettings, _ context: ToolContext
  ) async throws(FailureReport) -> RenderingAsks {
    let catalogue = context.server.service.profiles.current
    let change: PredictedChange
    if let profileID {
      guard let profile = catalogue[profileID] else { throw .unknownProfile(id: profileID) }
      change = profile.processingTargets.change
    } else {
      change =
        catalogue.recommendation(
          of: try await context.analysis(of: source), settings: settings
        ).predictedChange
    }
    do throws(InvalidRenderingAsk) {
      let all = try RenderingAsks(
        loudnessChangeDB: change.loudnessDB, crestChangeDB: change.crestDB,
        centroidChangeHz: change.centroidHz)
      return (only.map(all.only) ?? all).scaled(byPercent: intensity)
    } catch {
      throw FailureReport(error)
    }
  }

  private func rendered(
    _ request: RenderingRequest, to destination: String?, _ context: ToolContext
  ) async throws(FailureReport) -> RenderingReport {
    let makeSink = Self.sinkMaker(for: request, at: destination)
    let renderer = context.server.renderer
    let progress = context.progress
    let outcome = await withTaskExecutorPreference(Self.executor) {
      do throws(RenderingFailure) {
        return Result<RenderingReport, FailureReport>.success(
          try await renderer.render(request, into: makeSink) { heard in
            let stages = RenderingProgress.Stage.allCases
            let stage = stages.firstIndex(of: heard.stage) ?? 0
            progress?.report(
              Double(stage) + heard.fraction, of: Double(stages.count), heard.stage.rawValue)
          })
      } catch {
        return .failure(FailureReport(error))
      }
    }
    switch outcome {
    case .success(let report): return report
    case .failure(let report): throw report
    }
  }

  /// Makes the sink for the file at `destination`; nil if that is nil.
  private static func sinkMaker(
    for request: RenderingRequest, at destination: String?
  ) -> RenderingSinkMaker? {
    guard let destination else { return nil }
    return { format throws(AudioWritingFailure) in
      try SndfileSink(
        at: destination, format: format, resolution: request.resolution, replacing: false,
        source: request.path)
    }
  }

  // Rendering computes for seconds without pausing; see ``BackgroundExecutor``.
  private static let executor = BackgroundExecutor()

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
