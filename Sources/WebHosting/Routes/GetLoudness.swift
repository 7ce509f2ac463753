import MasteringModel
import MasteringService
import StrictJSON
import WireFormat

/// `GET /api/player/loudness/{track_id}`: how loud a track is, with its history (HTTP-24).
enum GetLoudness: Route {
  static let path = ["api", "player", "loudness", nil]
  static let parameters: [(name: String, kind: Parameters.Kind)] = [("filepath", .text)]

  static func answer(_ call: WebCall, _ door: WebDoor) async throws(Refusal) -> Reply {
    let fields: ParameterFields
    do throws(FailureReport) {
      fields = try ParameterFields(call.query, known: parameters.map { .optional($0.name) })
    } catch {
      throw Refusal(error)
    }
    let loudness = await door.service.loudness(
      for: AnalysisRequest(path: try await door.file(of: call, fields), window: .all),
      LoudnessWishes(measuresTruePeak: true, keepsHistory: true))
    switch loudness {
    case .success(let measured): return Reply(json: measured.payload)
    case .failure(let report): throw Refusal(report)
    }
  }
}
