import LibraryAnalysis
import MasteringService
import StrictJSON
import WireFormat

/// `search_library`: tracks by title, artist, album or path.
struct SearchLibrary: AgentTool {
  static let name = "search_library"
  static let parameters: [CallParameter] = [
    .optional("query"), .optional("limit"), .optional("offset"),
  ]

  private let words: [String]
  private let limit: Int
  private let offset: Int

  private static let mostTracks = 200
  private static let usualTracks = 50

  init(_ fields: ParameterFields) throws(FailureReport) {
    words = (try fields.text("query") ?? "").lowercased().split(whereSeparator: \.isWhitespace)
      .map(String.init)
    limit = try fields.count("limit", in: 1...Self.mostTracks) ?? Self.usualTracks
    offset = try fields.count("offset", in: 0...Int(Int32.max)) ?? 0
  }

  func run(in context: ToolContext) async throws(FailureReport) -> ToolOutcome {
    let library = context.server.library
    await library.scan { progress in
      context.progress?.report(
        Double(progress.filesRead), of: Double(max(progress.filesFound, 1)), "Reading tags")
    }
    guard !Task.isCancelled else { throw .cancelled }
    let found = library.tracks.filter { track in
      let text = "\(track.title)\n\(track.artist ?? "")\n\(track.album ?? "")\n\(track.path)"
        .lowercased()
      return words.allSatisfy(text.contains)
    }
    let page = found.dropFirst(offset).prefix(limit)
    let names = page.prefix(10).map { track in
      "\(track.artist.map { "\($0): " } ?? "")\(track.title)"
    }
    let more = page.count > names.count ? ", …" : ""
    return ToolOutcome(
      structured: [
        "total": .integer(found.count), "offset": .integer(offset),
        "tracks": .array(page.map(\.payload)),
      ],
      text: found.isEmpty
        ? "No track matches."
        : "\(found.count) \(found.count == 1 ? "track" : "tracks"): "
          + "\(names.joined(separator: ", "))\(more)")
  }
}

extension LibraryTrack {
  fileprivate var payload: JSON {
    [
      "path": .string(path), "title": .string(title),
      "artist": artist.map(JSON.string) ?? .null, "album": album.map(JSON.string) ?? .null,
      "duration_seconds": durationSeconds.map { $0.isFinite ? .number($0) : .null } ?? .null,
    ]
  }
}
