import StrictJSON
import WireFormat

/// `recommendation.message`: the weighted recommendation as the message that WebSocket clients get.
struct RecommendAsMessage: Method {
  static let name = "recommendation.message"
  static let parameters =
    Source.parameters + [
      .optional("confidence_threshold"), .optional("top_k"), .optional("profiles"),
      .required("track_id"), .optional("ceiling_dbtp"),
      .optional("weighting"), .optional("taste"),
    ]
  static let errors = RecommendationCall.errors

  private let call: RecommendationCall
  private let trackID: Int

  init(_ fields: ParameterFields) throws(FailureReport) {
    call = try RecommendationCall(fields)
    trackID = try fields.required("track_id", call.trackID)
  }

  func answer(in session: CallerSession) throws(FailureReport) -> Answer {
    let settings = try call.settings.settings(
      session.service.defaults, taste: session.service.taste)
    let trackID = trackID
    return try call.answer(in: session, settings: settings) {
      RecommendationMessage(trackID: trackID, recommendation: $0).envelope
    }
  }
}
