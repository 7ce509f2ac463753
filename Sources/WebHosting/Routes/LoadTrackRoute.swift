internal import HTTPTypes
internal import MasteringModel
internal import MasteringService
internal import StrictJSON
internal import WireFormat

/// `POST /api/player/load`: makes a track the current one. Answered before anything of the file is
/// listened to; what comes of it is told over the WebSocket (HTTP-18).
enum LoadTrackRoute: Route {
  static let methods: [HTTPRequest.Method] = [.post]
  static let path: [String?] = ["api", "player", "load"]
  static let parameters: [(name: String, kind: Parameters.Kind)] = [
    ("track_id", .trackID), ("track_path", .text),
  ]

  static func answer(_ call: WebCall, _ door: WebDoor) async throws(Refusal) -> Reply {
    let stated = try Parameters.members(ofBody: call.body) ?? []
    let inQuery = call.query.filter { query in !stated.contains { $0.key == query.key } }
    let trackID: Int
    let path: String?
    do throws(FailureReport) {
      let fields = try ParameterFields(
        stated + inQuery, known: [.required("track_id"), .optional("track_path")])
      trackID = try fields.required("track_id", try fields.trackID())
      path = try await door.allowedPath(in: fields, "track_path")
    } catch {
      throw Refusal(error)
    }
    guard let known = path ?? door.path(ofTrack: trackID) else { throw .noSuchTrack }
    if let path { door.loaded.set(path, forTrack: trackID) }
    let load = door.service.load(
      trackID: trackID, request: AnalysisRequest(path: known), settings: .standard)
    var reply = Reply(json: ["message": "Track loaded", "track_id": .integer(trackID)])
    reply.load = load
    return reply
  }
}
