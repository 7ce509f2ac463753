import MasteringModel
import MasteringService
import StrictJSON
import WireFormat

/// `GET /api/player/mastering/recommendation/{track_id}`: the recommendation for a track (HTTP-17).
enum GetRecommendation: Route {
  static let path = ["api", "player", "mastering", "recommendation", nil]
  static let parameters: [(name: String, kind: Parameters.Kind)] = [
    ("filepath", .text), ("confidence_threshold", .number), ("top_k", .number),
    ("weighting", .text), ("taste", .truth),
  ]

  static func answer(_ call: WebCall, _ door: WebDoor) async throws(Refusal) -> Reply {
    let (request, settings) = try await question(in: call, door)
    let text = await door.service.recommendationText(
      trackID: call.trackID, request: request, settings: settings)
    switch text {
    case .success(let text): return Reply(jsonText: text)
    case .failure(let report): throw Refusal(report)
    }
  }

  /// The file of a call, and the settings for its recommendation.
  static func question(
    in call: WebCall, _ door: WebDoor
  ) async throws(Refusal) -> (request: AnalysisRequest, settings: RecommendationSettings) {
    let fields: ParameterFields
    let settings: RecommendationSettings
    do throws(FailureReport) {
      fields = try ParameterFields(call.query, known: parameters.map { .optional($0.name) })
      settings = try SettingsFields(fields).settings(
        door.service.defaults, taste: door.service.taste)
    } catch {
      throw Refusal(error)
    }
    return (AnalysisRequest(path: try await door.file(of: call, fields)), settings)
  }
}
