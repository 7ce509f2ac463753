import HTTPTypes
import MasteringService
import StrictJSON
import WireFormat

/// `POST /api/cache/clear`: removes the cached recommendations of a track, or all of them, as
/// `cache.clear` does.
enum ClearCacheRoute: Route {
  static let methods: [HTTPRequest.Method] = [.post]
  static let path: [String?] = ["api", "cache", "clear"]
  static let parameters: [(name: String, kind: Parameters.Kind)] = [("track_id", .trackID)]

  static func answer(_ call: WebCall, _ door: WebDoor) async throws(Refusal) -> Reply {
    try Parameters.requireNothing(inBody: call.body)
    let trackID = call.query.first?.value.asInteger
    return Reply(json: ["cleared": .integer(door.service.clearRecommendations(trackID: trackID))])
  }
}
