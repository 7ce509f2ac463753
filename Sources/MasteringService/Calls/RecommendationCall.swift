import MasteringModel
import Recommending
import StrictJSON
import WireFormat

/// What `recommendation.single`, `.weighted` and `.message` have in common.
struct RecommendationCall: Sendable {
  let source: Source
  let settings: SettingsFields
  let profiles: [JSON]?
  let trackID: Int?

  /// The typed errors that it can throw.
  static let errors: [FailureCode] =
    [
      .invalidFingerprint, .invalidThreshold, .invalidTopK, .invalidCeiling, .invalidWindow,
      .invalidProfile, .duplicateProfile, .noProfiles,
    ] + fileErrors + [.profilesUnavailable, .cancelled]

  /// The typed errors that a file can cause.
  static let fileErrors: [FailureCode] = [
    .fileNotFound, .notAFile, .fileUnreadable, .unsupportedFormat, .truncatedAudio, .emptyAudio,
    .nonFiniteSamples, .fingerprintUnavailable, .pathNotAllowed,
  ]

  init(_ fields: ParameterFields) throws(FailureReport) {
    source = try Source(fields)
    settings = try SettingsFields(fields)
    profiles = try fields.objects("profiles")
    trackID = try fields.trackID()
  }

  /// Answers with the recommendation in the form that `shape` gives it.
  func answer(
    in session: CallerSession, settings: RecommendationSettings,
    _ shape: @escaping @Sendable (Recommendation) -> JSON
  ) throws(FailureReport) -> Answer {
    switch source {
    case .fingerprint(let fields):
      let fingerprint = try fields.fingerprint()
      let catalogue = try catalogue() ?? session.service.profiles.current
      return .now(shape(catalogue.recommendation(for: fingerprint, settings: settings)))
    case .file(let fields):
      try fields.checkWindow()
      let catalogue = try catalogue()
      let request = try fields.request(session.service.access)
      let service = session.service
      return .later {
        await service.recommendation(for: request, settings: settings, in: catalogue).map(shape)
      }
    }
  }

  private func catalogue() throws(FailureReport) -> ProfileCatalogue? {
    guard let profiles else { return nil }
    return try ProfileCatalogue(json: profiles)
  }
}
