import MasteringModel
import StrictJSON
import WireFormat

/// `track.render`: renders a track to a file, and measures the result.
struct RenderTrack: Method {
  static let name = "track.render"
  static let parameters =
    [.required("path"), .required("output")] + RenderingFields.parameters + [
      .optional("overwrite"), .optional("track_id"),
    ]
  static let errors = RenderingCall.errors + [.outputRefused]

  private let call: RenderingCall
  private let output: String
  private let replaces: Bool

  init(_ fields: ParameterFields) throws(FailureReport) {
    call = try RenderingCall(fields)
    output = try fields.required("output", try fields.text("output"))
    replaces = try fields.bool("overwrite") ?? false
  }

  func answer(in session: CallerSession) throws(FailureReport) -> Answer {
    try call.answer(
      Self.name, in: session,
      into: RenderingOutput(
        path: try session.service.access.path(for: output), replaces: replaces))
  }
}
