import MasteringModel
import MasteringService
import StrictJSON
import WireFormat

/// `GET /api/player/mastering/recommendation/{track_id}`: what to master a track by (HTTP-17).
enum GetRecommendation: Route {
  static let path = ["api", "player", "mastering", "recommendation", nil]
  static let parameters: [(name: String, kind: Parameters.Kind)] = [
    ("filepath", .text), ("confidence_threshold", .number), ("top_k", .number),
  ]

  static func answer(_ call: WebCall, _ door: WebDoor) async throws(Refusal) -> Reply {
    let settings: RecommendationSettings
    let path: String?
    do throws(FailureReport) {
      let fields = try ParameterFields(call.query, known: parameters.map { .optional($0.name) })
      settings = try SettingsFields(fields).settings(door.service.defaults)
      path = try await door.allowedPath(in: fields, "filepath")
    } catch {
      throw Refusal(error)
    }
    guard let known = path ?? door.path(ofTrack: call.trackID) else { throw .noFile }
    let text = await door.service.recommendationText(
      trackID: call.trackID, request: AnalysisRequest(path: known), settings: settings)
    switch text {
    case .success(let text): return Reply(jsonText: text)
    case .failure(let report): throw Refusal(report)
    }
  }
}
