import MasteringModel
import StrictJSON
import WireFormat

/// `recommendation.single`: the best profile alone, however low its confidence.
struct RecommendSingle: Method {
  static let name = "recommendation.single"
  static let parameters =
    Source.parameters + [
      .optional("top_k"), .optional("profiles"), .optional("track_id"),
      .optional("ceiling_dbtp"),
    ]
  static let errors = RecommendationCall.errors.filter { $0 != .invalidThreshold }

  private let call: RecommendationCall

  init(_ fields: ParameterFields) throws(FailureReport) {
    call = try RecommendationCall(fields)
  }

  func answer(in session: CallerSession) throws(FailureReport) -> Answer {
    let asked = try call.settings.settings(session.service.defaults)
    let settings: RecommendationSettings
    do { settings = try .single(topK: asked.topK, ceilingDBTP: asked.ceilingDBTP) } catch {
      throw FailureReport(error)
    }
    let trackID = call.trackID
    return try call.answer(in: session, settings: settings) { $0.payload(trackID: trackID) }
  }
}
