import MasteringModel
import StrictJSON
import WireFormat

/// `track.load`: makes a track the current one. Answered at once; the results follow as
/// notifications.
///
/// Before the answer, the only check on the file is whether its folder is allowed.
struct LoadTrack: Method {
  static let name = "track.load"
  static let parameters =
    [.required("track_id"), .required("path")] + FileFields.optionalParameters + [
      .optional("confidence_threshold"), .optional("top_k"), .optional("weighting"),
      .optional("taste"),
    ]
  static let errors: [FailureCode] = [
    .invalidThreshold, .invalidTopK, .invalidWindow, .pathNotAllowed,
  ]

  private let trackID: Int
  private let file: FileFields
  private let settings: SettingsFields

  init(_ fields: ParameterFields) throws(FailureReport) {
    trackID = try fields.required("track_id", try fields.trackID())
    file = try FileFields(fields)
    settings = try SettingsFields(fields)
  }

  func answer(in session: CallerSession) throws(FailureReport) -> Answer {
    let settings = try settings.settings(
      session.service.defaults, taste: session.service.taste)
    let request = try file.request(session.service.access)
    let load = session.service.load(trackID: trackID, request: request, settings: settings)
    return .nowThen(["message": "Track loaded", "track_id": .integer(trackID)]) {
      await load.begin()?.value
    }
  }
}
