import Concurrency
import LibraryAnalysis
import MasteringModel
import MasteringService
import Recommending
import StrictJSON
import WireFormat

/// `GET /api/library/map`: a page of tracks with what they measure and what is recommended for them, so
/// that a library can be drawn (HTTP-65).
enum ShowLibraryMap: Route {
  static let path: [String?] = ["api", "library", "map"]
  static let parameters: [(name: String, kind: Parameters.Kind)] = [
    ("offset", .number), ("limit", .number), ("measure", .truth),
    ("confidence_threshold", .number), ("top_k", .number), ("weighting", .text),
    ("taste", .truth),
  ]

  /// How many tracks a page has at most.
  private static let mostTracks = 2000
  /// The same where files may have to be listened to, so that a page comes within seconds.
  private static let mostMeasured = 20

  static func answer(_ call: WebCall, _ door: WebDoor) async throws(Refusal) -> Reply {
    let page: Page
    let settings: RecommendationSettings
    do throws(FailureReport) {
      let fields = try ParameterFields(call.query, known: parameters.map { .optional($0.name) })
      page = try Page(fields)
      settings = try SettingsFields(fields).settings(
        door.service.defaults, taste: door.service.taste)
    } catch {
      throw Refusal(error)
    }
    let tracks = door.library.tracks
    let shown = page.tracks(of: tracks)
    let catalogue = door.service.profiles.current
    var points: [JSON] = []
    var (unmeasured, failed) = (0, 0)
    await SideBySide(jobs: door.service.filesAtATime).run(shown.count) { index in
      await analysis(of: shown[index], door.service, measures: page.measures)
    } inOrder: { index, known in
      switch known {
      case .success(let analysis?):
        let recommendation = catalogue.recommendation(of: analysis, settings: settings)
        points.append(
          .object(
            [JSON.Member("track_id", .integer(shown[index].number))]
              + recommendation.mapMembers
              + [JSON.Member("fingerprint", recommendation.fingerprint.payload)]))
      case .success(nil): unmeasured += 1
      case .failure: failed += 1
      }
    }
    return Reply(
      json: [
        "total": .integer(tracks.count), "offset": .integer(page.offset),
        "next_offset": page.next(after: shown, of: tracks),
        "unmeasured": .integer(unmeasured), "failed": .integer(failed),
        "tracks": .array(points),
      ])
  }

  /// What is known of a track; nil where that is nothing.
  static func analysis(
    of track: LibraryTrack, _ service: RecommendationService, measures: Bool
  ) async -> Result<TrackAnalysis?, FailureReport> {
    let request = AnalysisRequest(path: track.path)
    if let known = await service.rememberedAnalysis(for: request) { return .success(known) }
    guard measures else { return .success(nil) }
    return await service.analysis(for: request).map { $0 }
  }

  /// Which tracks are wanted.
  struct Page {
    /// How many tracks come before it.
    let offset: Int
    /// Whether tracks are measured that were not.
    let measures: Bool
    private let limit: Int

    init(_ fields: ParameterFields) throws(FailureReport) {
      measures = try fields.bool("measure") ?? false
      let most = measures ? mostMeasured : mostTracks
      offset = try fields.count("offset", in: 0...Int(Int32.max)) ?? 0
      limit = try fields.count("limit", in: 1...most) ?? most
    }

    /// The tracks of the page among all.
    func tracks(of all: [LibraryTrack]) -> [LibraryTrack] {
      Array(all.dropFirst(offset).prefix(limit))
    }

    /// Where the next page begins; null after the last one.
    func next(after shown: [LibraryTrack], of all: [LibraryTrack]) -> JSON {
      let end = offset + shown.count
      return end < all.count && !shown.isEmpty ? .integer(end) : .null
    }
  }
}

extension Recommendation {
  /// What a map says of the recommendation.
  var mapMembers: [JSON.Member] {
    let change = recommendedChange
    return [
      .init("profile_id", isFallback ? .null : .string(primaryProfile.id)),
      .init("is_hybrid", .bool(isHybrid)), .init("confidence_score", .number(confidence)),
      .init(
        "change",
        [
          "loudness_db": .number(change.loudnessDB), "crest_db": .number(change.crestDB),
          "centroid_hz": .number(change.centroidHz),
        ]),
    ]
  }
}
