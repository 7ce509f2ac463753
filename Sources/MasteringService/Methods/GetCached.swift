import MasteringModel
import StrictJSON
import WireFormat

/// `cache.get`: the cached recommendation for a track under these settings and the current
/// catalogue, or null.
struct GetCached: Method {
  static let name = "cache.get"
  static let parameters: [CallParameter] = [
    .required("track_id"), .optional("confidence_threshold"), .optional("top_k"),
    .optional("weighting"),
  ]
  static let errors: [FailureCode] = [.invalidThreshold, .invalidTopK, .cacheUnavailable]

  private let trackID: Int
  private let settings: SettingsFields

  init(_ fields: ParameterFields) throws(FailureReport) {
    trackID = try fields.required("track_id", try fields.trackID())
    settings = try SettingsFields(fields)
  }

  func answer(in session: CallerSession) throws(FailureReport) -> Answer {
    let service = session.service
    let known = service.recommendations.value(
      forTrack: trackID, settings: try settings.settings(session.service.defaults),
      catalogue: service.profiles.current.version)
    return .now(["recommendation": known?.payload ?? .null])
  }
}
