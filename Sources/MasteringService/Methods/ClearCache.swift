import StrictJSON
import WireFormat

/// `cache.clear`: removes the recommendations of a track, or all of them, from the cache.
struct ClearCache: Method {
  static let name = "cache.clear"
  static let parameters: [CallParameter] = [.optional("track_id")]
  static let errors: [FailureCode] = [.cacheUnavailable]

  private let trackID: Int?

  init(_ fields: ParameterFields) throws(FailureReport) {
    trackID = try fields.trackID()
  }

  func answer(in session: CallerSession) -> Answer {
    .now(["cleared": .integer(session.service.clearRecommendations(trackID: trackID))])
  }
}
