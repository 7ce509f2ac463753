import MasteringModel
import MasteringService
import StrictJSON
import WireFormat

/// `GET /api/player/loudness/{track_id}`: how loud a track is, and how that goes (HTTP-24).
enum GetLoudness: Route {
  static let path = ["api", "player", "loudness", nil]
  static let parameters: [(name: String, kind: Parameters.Kind)] = [("filepath", .text)]

  static func answer(_ call: WebCall, _ door: WebDoor) async throws(Refusal) -> Reply {
    let path: String?
    do throws(FailureReport) {
      let fields = try ParameterFields(call.query, known: parameters.map { .optional($0.name) })
      path = try await door.allowedPath(in: fields, "filepath")
    } catch {
      throw Refusal(error)
    }
    guard let known = path ?? door.path(ofTrack: call.trackID) else { throw .noFile }
    let loudness = await door.service.loudness(
      for: AnalysisRequest(path: known, window: .all),
      LoudnessWishes(measuresTruePeak: true, keepsHistory: true))
    switch loudness {
    case .success(let measured): return Reply(json: measured.payload)
    case .failure(let report): throw Refusal(report)
    }
  }
}
