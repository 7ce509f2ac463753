import MasteringModel
import StrictJSON
import WireFormat

/// `cache.set`: remembers a recommendation for its track, under its settings and the catalogue as it
/// is now.
struct SetCached: Method {
  static let name = "cache.set"
  static let parameters: [CallParameter] = [.required("recommendation")]
  static let errors: [FailureCode] = [.invalidMessage, .cacheUnavailable]

  private let payload: JSON

  init(_ fields: ParameterFields) throws(FailureReport) {
    // Whatever it is: the payload's own check says what is wrong with it.
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
