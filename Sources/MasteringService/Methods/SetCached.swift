import MasteringModel
import StrictJSON
import WireFormat

/// `cache.set`: stores a recommendation for its track, under its settings and the current
/// catalogue.
struct SetCached: Method {
  static let name = "cache.set"
  static let parameters: [CallParameter] = [.required("recommendation")]
  static let errors: [FailureCode] = [.invalidMessage, .cacheUnavailable]

  private let payload: JSON

  init(_ fields: ParameterFields) throws(FailureReport) {
    // Any value: the check of the payload reports what is wrong with it.
    payload = try fields.required("recommendation", fields["recommendation"])
  }

  func answer(in session: CallerSession) throws(FailureReport) -> Answer {
    let claim = try RecommendationClaim(payload: payload)
    let service = session.service
    service.recommendations.remember(
      RecommendationClaim.formed(payload), forTrack: claim.trackID, settings: claim.settings,
      catalogue: service.profiles.current.version)
    return .now(["stored": .bool(true)])
  }
}
