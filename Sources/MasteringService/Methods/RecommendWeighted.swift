import StrictJSON
import WireFormat

/// `recommendation.weighted`: one profile if its confidence reaches the threshold, otherwise a
/// blend of several.
struct RecommendWeighted: Method {
  static let name = "recommendation.weighted"
  static let parameters =
    Source.parameters + [
      .optional("confidence_threshold"), .optional("top_k"), .optional("profiles"),
      .optional("track_id"), .optional("ceiling_dbtp"),
      .optional("weighting"), .optional("taste"),
    ]
  static let errors = RecommendationCall.errors

  private let call: RecommendationCall

  init(_ fields: ParameterFields) throws(FailureReport) {
    call = try RecommendationCall(fields)
  }

  func answer(in session: CallerSession) throws(FailureReport) -> Answer {
    let settings = try call.settings.settings(
      session.service.defaults, taste: session.service.taste)
    let trackID = call.trackID
    return try call.answer(in: session, settings: settings) { $0.payload(trackID: trackID) }
  }
}
