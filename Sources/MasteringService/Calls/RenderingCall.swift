import MasteringModel
import StrictJSON
import WireFormat

/// What `render.plan` and `track.render` have in common.
struct RenderingCall: Sendable {
  private let path: String
  private let fields: RenderingFields
  private let trackID: Int?

  /// The typed errors that it can throw.
  static let errors: [FailureCode] =
    RenderingFields.errors + RecommendationCall.fileErrors + [
      .invalidFingerprint, .noProfiles, .profilesUnavailable, .sourceChanged, .trackTooLong,
      .cancelled,
    ]

  init(_ fields: ParameterFields) throws(FailureReport) {
    path = try fields.required("path", try fields.text("path"))
    self.fields = try RenderingFields(fields)
    trackID = try fields.trackID()
  }

  /// Answers with the report.
  func answer(
    _ method: String, in session: CallerSession, into output: RenderingOutput?
  ) throws(FailureReport) -> Answer {
    let service = session.service
    guard service.rendering != nil else { throw .methodNotFound(method) }
    let wish = try fields.wish(service.defaults, taste: service.taste)
    let request = AnalysisRequest(path: try service.access.path(for: path))
    let trackID = trackID
    return .later {
      await service.rendered(request, wish, into: output, trackID: trackID).map(\.payload)
    }
  }
}
