import HTTPTypes
import MasteringModel
import MasteringService
import StrictJSON
import WireFormat

/// `GET /api/player/mastering/render/{track_id}`: the state of a track's rendering (HTTP-50).
enum GetRendering: Route {
  static let path = ["api", "player", "mastering", "render", nil]
  static let parameters: [(name: String, kind: Parameters.Kind)] =
    [("filepath", .text)] + RenderingQuestion.parameters

  static func answer(_ call: WebCall, _ door: WebDoor) async throws(Refusal) -> Reply {
    let fields: ParameterFields
    do throws(FailureReport) {
      fields = try ParameterFields(call.query, known: parameters.map { .optional($0.name) })
    } catch {
      throw Refusal(error)
    }
    let question = try RenderingQuestion(call, path: try await door.file(of: call, fields), door)
    let state = try await question.state(trackID: call.trackID, door)
    guard case .solving = state.progress else { return Reply(json: state.payload(call.trackID)) }
    var reply = Reply(.accepted, json: state.payload(call.trackID))
    reply.fields[.retryAfter] = "1"
    return reply
  }
}
