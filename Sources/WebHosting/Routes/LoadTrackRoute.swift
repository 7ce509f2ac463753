import HTTPTypes
import MasteringModel
import MasteringService
import StrictJSON
import WireFormat

/// `POST /api/player/load`: makes a track the current one. Answered before the file is analysed;
/// the results are sent over the WebSocket (HTTP-18). A file without a number gets one (HTTP-40).
enum LoadTrackRoute: Route {
  static let methods: [HTTPRequest.Method] = [.post]
  static let path: [String?] = ["api", "player", "load"]
  static let parameters: [(name: String, kind: Parameters.Kind)] = [
    ("track_id", .trackID), ("track_path", .text), ("confidence_threshold", .number),
    ("weighting", .text), ("taste", .truth),
  ]

  static func answer(_ call: WebCall, _ door: WebDoor) async throws(Refusal) -> Reply {
    let inBody = try Parameters.members(ofBody: call.body) ?? []
    let inQuery = call.query.filter { query in !inBody.contains { $0.key == query.key } }
    let stated: Int?
    let path: String?
    let settings: RecommendationSettings
    do throws(FailureReport) {
      let fields = try ParameterFields(
        inBody + inQuery, known: parameters.map { .optional($0.name) })
      stated = try fields.trackID()
      settings = try SettingsFields(fields).settings(
        door.service.defaults, taste: door.service.taste)
      path = try await door.allowedPath(in: fields, "track_path")
    } catch {
      throw Refusal(error)
    }
    guard let trackID = stated ?? path.map(door.number) else {
      throw .noTrackNamed
    }
    let known = if let path { path } else { try door.allowedPath(ofTrack: trackID) }
    guard let known else { throw .noSuchTrack }
    if let path { door.loaded.set(path, forTrack: trackID) }
    let load = door.service.load(
      trackID: trackID, request: AnalysisRequest(path: known), settings: settings)
    var reply = Reply(json: ["message": "Track loaded", "track_id": .integer(trackID)])
    reply.load = load
    return reply
  }
}
