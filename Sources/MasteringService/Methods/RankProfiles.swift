import MasteringModel
import Recommending
import StrictJSON
import WireFormat

/// `ranking.rank`: the profiles that resemble a fingerprint, best first, with the score of each
/// dimension.
struct RankProfiles: Method {
  static let name = "ranking.rank"
  static let parameters: [CallParameter] = [
    .required("fingerprint"), .optional("top_k"), .optional("profiles"),
  ]
  static let errors: [FailureCode] = [
    .invalidFingerprint, .invalidTopK, .invalidProfile, .duplicateProfile, .noProfiles,
    .profilesUnavailable,
  ]

  private let fingerprint: FingerprintFields
  private let settings: SettingsFields
  private let profiles: [JSON]?

  init(_ fields: ParameterFields) throws(FailureReport) {
    fingerprint = try FingerprintFields(
      try fields.required("fingerprint", try fields.object("fingerprint")),
      at: fields.pointer("fingerprint"))
    settings = try SettingsFields(fields)
    profiles = try fields.objects("profiles")
  }

  func answer(in session: CallerSession) throws(FailureReport) -> Answer {
    let topK = try settings.settings(session.service.defaults).topK
    let fingerprint = try fingerprint.fingerprint()
    let catalogue: ProfileCatalogue
    if let profiles {
      catalogue = try ProfileCatalogue(json: profiles)
    } else {
      catalogue = session.service.profiles.current
    }
    let ranking = catalogue.ranked(for: fingerprint, topK: topK)
    return .now(["ranking": .array(ranking.map(\.payload))])
  }
}
