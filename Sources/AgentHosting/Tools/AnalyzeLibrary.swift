import LibraryAnalysis
import MasteringModel
import MasteringService
import StrictJSON
import WireFormat

/// `analyze_library`: measures the tracks of a library, or of one of its folders, that are not
/// cached, and summarises all of them.
struct AnalyzeLibrary: AgentTool {
  static let name = "analyze_library"
  static let parameters: [CallParameter] = [
    .optional("folder"), .optional("confidence_threshold"), .optional("top_k"),
  ]

  private let folder: String?
  private let settings: SettingsFields

  init(_ fields: ParameterFields) throws(FailureReport) {
    folder = try fields.text("folder")
    settings = try SettingsFields(fields)
  }

  func run(in context: ToolContext) async throws(FailureReport) -> ToolOutcome {
    let server = context.server
    let settings = try settings.settings(server.service.defaults)
    let prefix = try folder.map { folder throws(FailureReport) in
      let path = try server.access.path(forFolder: folder)
      return path.utf8.last == UInt8(ascii: "/") ? path : path + "/"
    }
    await server.library.scan()
    guard !Task.isCancelled else { throw .cancelled }
    let tracks = server.library.tracks.filter { track in
      prefix.map { track.path.utf8.starts(with: $0.utf8) } ?? true
    }
    let tally = await LibraryTally(
      of: tracks, in: server, settings: settings, measures: true
    ) { done in
      context.progress?.report(
        Double(done), of: Double(tracks.count), "\(done) of \(tracks.count) tracks")
    }
    guard !Task.isCancelled else { throw .cancelled }
    return ToolOutcome(structured: tally.payload, text: Self.words(tally))
  }

  private static func words(_ tally: LibraryTally) -> String {
    let summary = tally.summary
    let profiles = summary.recommendations.byProfile.filter { $0.tracks > 0 }.map {
      "\($0.name) for \($0.tracks)"
    }
    return "\(summary.files) tracks: \(summary.measured) measured, \(summary.fromCache) from the "
      + "cache, \(summary.failed) failed."
      + (profiles.isEmpty ? "" : " Most recommended: \(profiles.joined(separator: ", ")).")
  }
}
