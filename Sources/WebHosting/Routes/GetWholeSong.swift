import MasteringModel
import MasteringService
import StrictJSON
import WireFormat

/// `GET /api/player/mastering/whole/{track_id}`: whether the recommendation for a whole track
/// differs from that for its start (HTTP-46).
enum GetWholeSong: Route {
  static let path = ["api", "player", "mastering", "whole", nil]
  static let parameters = GetRecommendation.parameters

  static func answer(_ call: WebCall, _ door: WebDoor) async throws(Refusal) -> Reply {
    let (request, settings) = try await GetRecommendation.question(in: call, door)
    switch await door.service.wholeSong(for: request, settings: settings) {
    case .success(let song): return Reply(json: song.payload)
    case .failure(let report): throw Refusal(report)
    }
  }
}
