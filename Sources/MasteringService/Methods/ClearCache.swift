internal import StrictJSON
internal import WireFormat

/// `cache.clear`: forgets the recommendations of a track, or all of them.
struct ClearCache: Method {
  static let name = "cache.clear"
  static let parameters: [Parameter] = [.optional("track_id")]
  static let errors: [ErrorCode] = [.cacheUnavailable]

  private let trackID: Int?

  init(_ fields: Fields) throws(FailureReport) {
    trackID = try fields.trackID()
  }

  func answer(in session: Session) -> Answer {
    .now(["cleared": .integer(session.service.clearRecommendations(trackID: trackID))])
  }
}
